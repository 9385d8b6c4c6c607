namespace K8sRouter.Operator.Sidecars;

/// <summary>How a sidecar's sending to a destination goes.</summary>
/// <param name="State">In a word.</param>
/// <param name="Fault">Code of the fault; null: there is none.</param>
internal sealed record DestinationObservation(DestinationSending State, string? Fault = null);
