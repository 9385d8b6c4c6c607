using K8sRouter.Sidecar.Capture;

namespace K8sRouter.Sidecar.Generations;

/// <summary>What a failed attempt said. Content: it may echo the prompt.</summary>
/// <param name="Provider">Name of the provider.</param>
/// <param name="Status">The status that it counts as.</param>
/// <param name="Failure">One of <see cref="Core.Generations.AttemptFailures"/>.</param>
/// <param name="Error">The provider's words; null: none.</param>
internal sealed record AttemptError(string Provider, int Status, string Failure, UpstreamError? Error);
