namespace K8sRouter.Core.Configuration;

/// <summary>The part of the merged policy that needs the request to be decided.</summary>
public sealed record RequestPolicy
{
    /// <summary>Only zero-retention endpoints, and no request field that makes a provider keep data.</summary>
    public bool ZeroDataRetentionRequired { get; init; }

    /// <summary>Model authors for whom alone zero retention is required.</summary>
    public IReadOnlyList<string> ZeroDataRetentionAuthors { get; init; } = [];

    /// <summary>The policy object to name when a request's field is refused, <c>namespace/name</c>.</summary>
    public string? ZeroDataRetentionPolicy { get; init; }

    /// <summary>Whether providers are told which trace a call belongs to: <c>traceparent</c> and <c>tracestate</c>.</summary>
    public bool ForwardTraceContext { get; init; }
}
