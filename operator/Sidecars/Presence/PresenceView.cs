using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Webhooks.Registration;

namespace K8sRouter.Operator.Sidecars.Presence;

/// <summary>Which pods of a workspace have the sidecar that they should have.</summary>
internal sealed record PresenceView
{
    /// <summary>Before anybody looked.</summary>
    public static readonly PresenceView Unknown = new();

    /// <summary>Whether its pods are known.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Whether the namespace asks for sidecars in all its pods; else pods may ask for themselves.</summary>
    public bool NamespaceAsks { get; init; }

    /// <summary>Pods with a sidecar that haven't ended and aren't going.</summary>
    public int Injected { get; init; }

    /// <summary>Of these, the ones with another image than new pods get.</summary>
    public PodList Outdated { get; init; } = PodList.Empty;

    /// <summary>Pods that should have a sidecar, and have none.</summary>
    public PodList Missing { get; init; } = PodList.Empty;

    /// <summary>Pods whose own label says no, where their namespace asks.</summary>
    public PodList OptedOut { get; init; } = PodList.Empty;

    /// <summary>Pods that can have none, being on the node's network.</summary>
    public PodList HostNetwork { get; init; } = PodList.Empty;

    /// <summary>Pods that can have none, being for Windows.</summary>
    public PodList Windows { get; init; } = PodList.Empty;

    /// <summary>Pods that were asked about and left as they were for another reason, each with it.</summary>
    public PodList Skipped { get; init; } = PodList.Empty;

    /// <summary>The value of the namespace's label, where it means nothing; null: it does, or there is none.</summary>
    public string? InvalidLabel { get; init; }

    /// <summary>Why the API server doesn't send new pods to the operator; null: it does.</summary>
    public RegistrationFault? Webhook { get; init; }

    /// <summary>Pods without a sidecar for a reason.</summary>
    public int LeftWithout => OptedOut.Count + HostNetwork.Count + Windows.Count + Skipped.Count;

    /// <summary>What is known of a workspace from its pods.</summary>
    /// <param name="namespaceAsks">Whether the namespace asks for sidecars.</param>
    /// <param name="injected">Its pods with a sidecar.</param>
    /// <param name="bare">Its pods without.</param>
    /// <param name="image">What new pods get; null: nothing is injected.</param>
    public static PresenceView Of(
        bool namespaceAsks, IEnumerable<SlimPod> injected, IEnumerable<SlimPod> bare, string? image)
    {
        var alive = injected.Where(pod => PresenceRule.Of(pod, namespaceAsks) == PodPresence.Injected).ToArray();
        var others = bare.ToLookup(pod => PresenceRule.Of(pod, namespaceAsks));
        return new PresenceView
        {
            IsKnown = true,
            NamespaceAsks = namespaceAsks,
            Injected = alive.Length,
            Outdated = PodList.Of([.. alive.Where(pod => PresenceRule.IsOutdated(pod, image)).Select(pod => pod.Metadata.Name!)]),
            Missing = Named(others[PodPresence.Missing]),
            OptedOut = Named(others[PodPresence.OptedOut]),
            HostNetwork = Named(others[PodPresence.HostNetwork]),
            Windows = Named(others[PodPresence.Windows]),
            Skipped = PodList.Of([.. others[PodPresence.Skipped]
                .Select(pod => $"{pod.Metadata.Name}: {PresenceRule.SkippedFor(pod)}")]),
        };
    }

    private static PodList Named(IEnumerable<SlimPod> pods) => PodList.Of([.. pods.Select(pod => pod.Metadata.Name!)]);
}
