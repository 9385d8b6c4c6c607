namespace K8sRouter.Sidecar.Configuration;

/// <summary>Why the last configuration that was read isn't in force.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Reason">A sentence without secrets.</param>
internal sealed record ConfigurationRefusal(DateTimeOffset At, string Reason);
