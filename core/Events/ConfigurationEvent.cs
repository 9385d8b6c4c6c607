using System.Text.Json;

namespace K8sRouter.Core.Events;

/// <summary>A sidecar read another configuration: it is in force, or the last good one stays.</summary>
public sealed record ConfigurationEvent : PlatformEvent
{
    /// <inheritdoc/>
    public override string Type => EventTypes.Configuration;

    /// <summary>One of <see cref="ConfigurationResults"/>.</summary>
    public required string Result { get; init; }

    /// <summary>Revision in force after it.</summary>
    public required string Revision { get; init; }

    /// <summary>Revision in force before it; null: there was none.</summary>
    public string? PreviousRevision { get; init; }

    /// <summary>Endpoints that the configuration in force allows.</summary>
    public required int AllowedEndpoints { get; init; }

    /// <summary>Endpoints that it names and excludes.</summary>
    public required int ExcludedEndpoints { get; init; }

    /// <summary>Why what was read isn't in force: a sentence without secrets; null: it is.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected override void WriteData(Utf8JsonWriter writer)
    {
        writer.WriteString("workspace"u8, Origin.Workspace);
        writer.WriteString("workspace_id"u8, Origin.WorkspaceId);
        writer.WriteString("result"u8, Result);
        writer.WriteString("revision"u8, Revision);
        writer.WriteString("previous_revision"u8, PreviousRevision);
        writer.WriteNumber("allowed_endpoints"u8, AllowedEndpoints);
        writer.WriteNumber("excluded_endpoints"u8, ExcludedEndpoints);
        writer.WriteString("reason"u8, Reason);
    }
}
