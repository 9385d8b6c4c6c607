namespace K8sRouter.Sidecar.Errors;

/// <summary>An attempt that failed before the one that decided the answer.</summary>
/// <param name="Provider">Name of the provider.</param>
/// <param name="Code">One of <see cref="Core.Generations.AttemptFailures"/>, or the provider's own code.</param>
/// <param name="Status">The provider's status; null: it gave none.</param>
internal sealed record PreviousError(string Provider, string Code, int? Status);
