using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Injection;

/// <summary>To which workload a pod belongs, as far as the pod itself tells.</summary>
internal static class WorkloadName
{
    /// <summary>Such as <c>Deployment/web</c>; null: a pod of nobody's whose name isn't made yet.</summary>
    public static string? Of(JsonObject pod)
    {
        var metadata = pod.Object("metadata");
        var owners = metadata.Objects("ownerReferences");
        var owner = owners.FirstOrDefault(one => one.IsTrue("controller")) ?? (owners.Count > 0 ? owners[0] : null);
        if (owner.Text("kind") is { Length: > 0 } kind && owner.Text("name") is { Length: > 0 } name)
            return DeploymentOf(kind, name, metadata.Object("labels").Text("pod-template-hash")) ?? $"{kind}/{name}";
        return metadata.Text("name") is { Length: > 0 } own ? $"Pod/{own}" : null;
    }

    /// <summary>A Deployment names its ReplicaSets by itself and the hash of their template.</summary>
    private static string? DeploymentOf(string kind, string name, string? hash) =>
        kind == "ReplicaSet" && hash is { Length: > 0 } && name.EndsWith("-" + hash, StringComparison.Ordinal)
        && name.Length > hash.Length + 1
            ? $"Deployment/{name[..^(hash.Length + 1)]}"
            : null;
}
