namespace K8sRouter.MockProvider.Control;

/// <summary>Body of <c>POST /__mock/faults</c>.</summary>
/// <param name="Fault">Name of the fault.</param>
/// <param name="Count">How many calls meet it.</param>
internal sealed record FaultOrder(string Fault, int Count = 1);
