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
        string[] files = [Folder("base", "namespace.yaml"), Folder("base", "serviceaccount.yaml"), Folder("rbac", "operator.yaml"), Folder("rbac", "users.yaml")];
        (await cluster.KubectlAsync(["apply", .. files.Select(file => $"--filename={file}")])).OrThrow();
    }
}
