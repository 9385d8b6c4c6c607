namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>What becomes of the trace context that callers send (W3C Trace Context).</summary>
public sealed record TraceContextRules
{
    /// <summary>
    /// Whether providers get the headers traceparent and tracestate, by which they can tell that calls belong together. The
    /// header baggage never goes out. Absent: no opinion; in the end, Deny.
    /// </summary>
    public Permission? Forward { get; init; }
}
