using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Webhooks.Registration;

namespace K8sRouter.Operator.Sidecars.Presence;

/// <summary>What is said of pods that lack a sidecar, and what helps.</summary>
internal static class MissingText
{
    /// <summary>Creation is told in whole seconds.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);

    /// <summary>A note on a pod.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="webhook">Why the API server doesn't send new pods to the operator; null: it does.</param>
    public static string Of(SlimPod pod, RegistrationFault? webhook)
    {
        const string Lack = "This pod should have a sidecar and has none: ";
        const string Follows = "What it calls isn't held to the namespace's policy. ";
        if (webhook is not null && pod.Metadata.CreationTimestamp >= webhook.Since - Grain)
        {
            return $"{Lack}the operator wasn't asked about it, as {webhook.Text}. {Follows}Apply operator/deploy "
                + $"again; a new pod gets one then: {RestartAdvice.Of(pod)}";
        }
        return $"{Lack}it was created before it was asked for, or while the webhook wasn't registered, or didn't answer and was "
            + $"passed by ({RegistrationRules.FailurePolicyLabel}=ignore). {Follows}A new pod gets one: {RestartAdvice.Of(pod)}";
    }

    /// <summary>A note on a namespace, or a part of a condition there, about a value of its label that means nothing.</summary>
    public static string OfLabel(string? name, string value) =>
        $"The label {ResourceMarks.Inject} of this namespace has the value \"{value}\", which means nothing, so that its pods "
        + $"get no sidecar. If they shall: kubectl label namespace {name ?? "NAME"} "
        + $"{ResourceMarks.Inject}={ResourceMarks.InjectEnabled} --overwrite.";
}
