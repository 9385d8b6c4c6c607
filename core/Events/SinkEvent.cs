using System.Text.Json;

namespace K8sRouter.Core.Events;

/// <summary>What delivers to a store, a destination or Redis came into another state.</summary>
public sealed record SinkEvent : PlatformEvent
{
    /// <inheritdoc/>
    public override string Type => EventTypes.Sink;

    /// <summary>Name of the sink, as on <c>/status</c>.</summary>
    public required string Sink { get; init; }

    /// <summary>Name of the destination that it delivers to; null: it is no destination's.</summary>
    public string? Destination { get; init; }

    /// <summary>One of <see cref="SinkEventStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why, of a closed set, such as <c>http_503</c>; null: it delivers.</summary>
    public string? Code { get; init; }

    /// <summary>What somebody has to mend: our own words, without content or secrets; null: nothing.</summary>
    public string? Remedy { get; init; }

    /// <inheritdoc/>
    protected override void WriteData(Utf8JsonWriter writer)
    {
        writer.WriteString("workspace"u8, Origin.Workspace);
        writer.WriteString("workspace_id"u8, Origin.WorkspaceId);
        writer.WriteString("sink"u8, Sink);
        writer.WriteString("destination"u8, Destination);
        writer.WriteString("state"u8, State);
        writer.WriteString("code"u8, Code);
        writer.WriteString("remedy"u8, Remedy);
    }
}
