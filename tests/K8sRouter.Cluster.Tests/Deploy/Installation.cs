using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Deploy;

/// <summary>What <c>operator/deploy</c> installs.</summary>
internal static class Installation
{
    public const string Namespace = "k8srouter-system";

    public static string Folder(params string[] names) => Repository.File(["operator", "deploy", .. names]);

    /// <summary>The overlay that fits the server.</summary>
    public static string Overlay(TestCluster cluster) => cluster.HasRules ? Folder() : Folder("overlays", "legacy");

    /// <summary>Namespace, ServiceAccount and roles: without the webhook, which nobody serves here.</summary>
    public static async Task ApplyRightsAsync(TestCluster cluster)
    {
        (await cluster.KubectlAsync("apply", "-f", Folder("base", "namespace.yaml"), "-f", Folder("base", "serviceaccount.yaml"))).OrThrow();
        (await cluster.KubectlAsync("apply", "-k", Folder("rbac"))).OrThrow();
    }
}
