namespace K8sRouter.Sidecar.Errors;

/// <summary>How many endpoints one rule of one policy object excluded.</summary>
/// <param name="Reason">The API's id of the reason, such as <c>zdr-violation-by-guardrail</c>.</param>
/// <param name="Label">The same for people.</param>
/// <param name="EndpointCount">How many endpoints it excluded.</param>
/// <param name="Policy">The policy object to change.</param>
internal sealed record IneligibilityReason(string Reason, string Label, int EndpointCount, string Policy);
