namespace K8sRouter.Sidecar.Capture;

/// <summary>What a provider's stream may take.</summary>
/// <param name="IdleTimeout">Longest silence between two reads.</param>
/// <param name="MaxEventBytes">Bytes of one event.</param>
internal sealed record StreamLimits(TimeSpan IdleTimeout, int MaxEventBytes);
