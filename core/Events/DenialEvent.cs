using System.Text.Json;

namespace K8sRouter.Core.Events;

/// <summary>The rules left no endpoint for a call: which, and by whose policy. Nothing was sent to a provider.</summary>
public sealed record DenialEvent : PlatformEvent
{
    /// <inheritdoc/>
    public override string Type => EventTypes.Denial;

    /// <summary>The id that the caller got: that of the generation that there would have been.</summary>
    public required string GenerationId { get; init; }

    /// <summary>Groups what belongs to one call.</summary>
    public required string RequestId { get; init; }

    /// <summary>Which call it was.</summary>
    public required string Api { get; init; }

    /// <summary>
    /// The models that were asked for and that the workspace's configuration knows: any other name is the caller's own text.
    /// </summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>HTTP status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>How many endpoints were excluded.</summary>
    public required int ExcludedEndpoints { get; init; }

    /// <summary>Number of endpoints by rule (<see cref="DataPolicies.ExclusionRules"/>); several may exclude the same.</summary>
    public required IReadOnlyDictionary<string, int> Rules { get; init; }

    /// <summary>The policy objects that hold those rules; none where the request's own preferences alone do.</summary>
    public required IReadOnlyList<string> Policies { get; init; }

    /// <summary>The caller's session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Name of the caller's key.</summary>
    public string? ApiKeyName { get; init; }

    /// <inheritdoc/>
    protected override void WriteData(Utf8JsonWriter writer)
    {
        writer.WriteString("generation_id"u8, GenerationId);
        writer.WriteString("request_id"u8, RequestId);
        writer.WriteString("workspace"u8, Origin.Workspace);
        writer.WriteString("workspace_id"u8, Origin.WorkspaceId);
        writer.WriteString("api"u8, Api);
        EventJson.WriteStrings(writer, "models", Models);
        writer.WriteNumber("status"u8, Status);
        writer.WriteNumber("excluded_endpoints"u8, ExcludedEndpoints);
        writer.WriteStartObject("rules"u8);
        foreach (var (rule, endpoints) in Rules.OrderBy(rule => rule.Key, StringComparer.Ordinal))
            writer.WriteNumber(rule, endpoints);
        writer.WriteEndObject();
        EventJson.WriteStrings(writer, "policies", Policies);
        writer.WriteString("session_id"u8, SessionId);
        writer.WriteString("api_key_name"u8, ApiKeyName);
    }
}
