using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Diagnostics;

/// <summary>The pod, as OpenTelemetry's conventions name it: attributes of the sidecar's own metrics and spans.</summary>
internal static class PodAttributes
{
    /// <summary>What is known; empty: nobody said.</summary>
    public static IReadOnlyDictionary<string, object> Of(SidecarOptions options)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
        Add("k8s.namespace.name", options.PodNamespace);
        Add("k8s.pod.name", options.PodName);
        if (options.Workload?.Split('/', 2) is [var kind, var name] && AttributeOf(kind) is { } attribute)
            Add(attribute, name);
        return attributes;

        void Add(string key, string? value)
        {
            if (value is not null)
                attributes[key] = value;
        }
    }

    /// <summary>Null: the conventions have none for this kind.</summary>
    private static string? AttributeOf(string kind) => kind switch
    {
        "Deployment" => "k8s.deployment.name",
        "ReplicaSet" => "k8s.replicaset.name",
        "StatefulSet" => "k8s.statefulset.name",
        "DaemonSet" => "k8s.daemonset.name",
        "Job" => "k8s.job.name",
        "CronJob" => "k8s.cronjob.name",
        _ => null,
    };
}
