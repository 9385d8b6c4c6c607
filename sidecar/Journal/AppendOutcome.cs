namespace K8sRouter.Sidecar.Journal;

/// <summary>What the writer made of an append.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Reason">Why it wasn't written, of <see cref="LossReasons"/>.</param>
/// <param name="Synced">The shared sync that is still to be waited for, with the policy that wants it.</param>
internal readonly record struct AppendOutcome(AppendResult Result, string? Reason = null, Task<AppendResult>? Synced = null);
