using System.Text.Json;

namespace K8sRouter.Core.Events;

/// <summary>
/// Something that the rest of a platform is told: a CloudEvents 1.0 envelope in JSON around a few facts. No content, no error
/// text of a provider, no key. <c>examples/events/README.md</c> has every field.
/// </summary>
public abstract record PlatformEvent
{
    /// <summary>The same however often the event is sent, and no other event's.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required EventOrigin Origin { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What it tells: one of <see cref="EventTypes"/>.</summary>
    public abstract string Type { get; }

    /// <summary>Writes the event.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("specversion"u8, "1.0");
        writer.WriteString("id"u8, Id);
        writer.WriteString("source"u8, $"/k8srouter/workspaces/{Origin.Workspace}/sidecars/{Origin.Sidecar}");
        writer.WriteString("type"u8, Type);
        writer.WriteString("time"u8, Time.UtcDateTime);
        writer.WriteString("datacontenttype"u8, "application/json");
        writer.WriteStartObject("data"u8);
        WriteData(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the fields of <c>data</c>.</summary>
    protected abstract void WriteData(Utf8JsonWriter writer);
}
