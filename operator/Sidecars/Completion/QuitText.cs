using System.Globalization;

namespace K8sRouter.Operator.Sidecars.Completion;

/// <summary>What is said of a sidecar that can't be told to end, and what helps.</summary>
internal static class QuitText
{
    /// <summary>The cause, as the end of a sentence.</summary>
    public static string Cause(QuitOutcome outcome, int port) => outcome switch
    {
        QuitOutcome.NoToken => "the namespace's Secret k8srouter-credentials holds no admin-token",
        QuitOutcome.Refused => "it refuses the token of the namespace's Secret k8srouter-credentials",
        QuitOutcome.NotUnderstood => "its version doesn't know /quit",
        QuitOutcome.Unreached => string.Create(CultureInfo.InvariantCulture, $"no answer on port {port} of the pod"),
        _ => "it was told, and goes on",
    };

    /// <summary>A note on the pod.</summary>
    public static string Note(SidecarPod pod, QuitOutcome outcome)
    {
        var help = outcome switch
        {
            QuitOutcome.NoToken => "A namespace gets it while it takes part: see its WorkspacePrivacyPolicy. Else",
            QuitOutcome.Refused => "The kubelet refreshes the sidecar's volume within a minute and a half. If that doesn't help,",
            QuitOutcome.NotUnderstood => "New pods get a newer one. This one ends when you",
            _ => "A NetworkPolicy must let the operator's namespace in. Else",
        };
        return "All other containers of this pod have ended, and its sidecar can't be told to end: "
            + $"{Cause(outcome, pod.AdminPort)}. It is tried again. {help} delete the pod: "
            + $"kubectl -n {pod.Namespace} delete pod {pod.Name}";
    }
}
