using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Delivery;

namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>What the operator last made of a workspace.</summary>
/// <param name="Name">Name of the namespace.</param>
/// <param name="Result">What was compiled; null: nothing may be, or could be.</param>
/// <param name="Delivery">What became of it.</param>
internal sealed record WorkspaceState(string Name, CompilationResult? Result, DeliveryOutcome Delivery);
