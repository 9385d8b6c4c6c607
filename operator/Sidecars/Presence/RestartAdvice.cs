using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Sidecars.Presence;

/// <summary>How a pod is replaced by a new one, as a command.</summary>
internal static class RestartAdvice
{
    /// <summary>Label by which a Deployment tells its ReplicaSets' pods apart.</summary>
    public const string TemplateHash = "pod-template-hash";

    public static string Of(SlimPod pod)
    {
        var metadata = pod.Metadata;
        var owner = metadata.OwnerReferences?.FirstOrDefault(reference => reference.Controller is true);
        var restarted = owner?.Kind switch
        {
            "ReplicaSet" when metadata.Labels?.GetValueOrDefault(TemplateHash) is { Length: > 0 } hash
                && owner.Name.EndsWith($"-{hash}", StringComparison.Ordinal) => $"deployment/{owner.Name[..^(hash.Length + 1)]}",
            "StatefulSet" => $"statefulset/{owner.Name}",
            "DaemonSet" => $"daemonset/{owner.Name}",
            _ => null,
        };
        if (restarted is not null)
            return $"kubectl -n {metadata.NamespaceProperty} rollout restart {restarted}";
        var delete = $"kubectl -n {metadata.NamespaceProperty} delete pod {metadata.Name}";
        return owner is null ? $"{delete}, and create it anew" : $"{delete}; {owner.Kind} {owner.Name} makes another";
    }
}
