using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Commands.Explain;

/// <summary>What an explanation is made from.</summary>
/// <param name="Config">What the workspace's sidecars are told.</param>
/// <param name="Revision">Its revision.</param>
internal sealed record ExplainedWorkspace(RouterConfig Config, string Revision);
