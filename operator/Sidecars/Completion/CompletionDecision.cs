namespace K8sRouter.Operator.Sidecars.Completion;

/// <summary>Whether a pod's sidecar is to be told to end.</summary>
/// <param name="Quit">Whom to tell; null: nobody.</param>
/// <param name="Reason">One of <see cref="CompletionReasons"/>.</param>
internal sealed record CompletionDecision(SidecarPod? Quit, string Reason);
