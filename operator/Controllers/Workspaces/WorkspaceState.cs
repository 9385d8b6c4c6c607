using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Delivery;

namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>What the operator last made of a workspace.</summary>
/// <param name="Input">What it was compiled from.</param>
/// <param name="Result">What came out.</param>
/// <param name="Delivery">What became of that.</param>
internal sealed record WorkspaceState(CompilationInput Input, CompilationResult Result, DeliveryOutcome Delivery)
{
    /// <summary>Name of the namespace.</summary>
    public string Name => Input.Workspace.Name;
}
