namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>A setting that is legal and that somebody should look at twice.</summary>
/// <param name="Path">The field.</param>
/// <param name="Applies">Whether a spec has it.</param>
/// <param name="Message">What it leads to.</param>
internal sealed record Risk<TSpec>(string Path, Func<TSpec, bool> Applies, string Message);
