namespace K8sRouter.MockProvider.Faults;

/// <summary>A misbehaviour asked for.</summary>
/// <param name="Name">As in <see cref="FaultCatalog"/>.</param>
/// <param name="Status">The status to answer, where the fault is one.</param>
internal sealed record Fault(string Name, int? Status);
