using System.Text.Json.Serialization;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ObservabilityDestinations;

/// <summary>One demand on a trace.</summary>
public sealed record FilterRule
{
    /// <summary>What is looked at.</summary>
    [OneOf("model", "provider", "session_id", "user_id", "api_key_name", "finish_reason", "input", "output", "total_cost",
        "total_tokens", "prompt_tokens", "completion_tokens")]
    public required string Field { get; init; }

    /// <summary>How it is compared. gt, lt, gte and lte compare numbers; regex searches.</summary>
    [OneOf("equals", "not_equals", "contains", "not_contains", "regex", "starts_with", "ends_with", "gt", "lt", "gte", "lte",
        "exists", "not_exists")]
    [JsonPropertyName("operator")]
    public required string OperatorProperty { get; init; }

    /// <summary>
    /// With what it is compared; a number is written in quotes. Absent for exists and not_exists alone. Example:
    /// <c>openai/</c>.
    /// </summary>
    [Text(MaxLength = 1024)]
    public string? Value { get; init; }
}
