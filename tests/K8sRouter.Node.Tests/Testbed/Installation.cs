namespace K8sRouter.Node.Tests.Testbed;

/// <summary>The operator, installed by the documented command; only the images are the tests' own.</summary>
internal static class Installation
{
    public const string Namespace = "k8srouter-system";

    private const string Deployment = "deployment/k8srouter-operator";

    private static readonly SemaphoreSlim One = new(1, 1);

    /// <summary>Installs it where it isn't there, and waits until it answers the API server's questions about pods.</summary>
    public static async Task EnsureAsync(TestNode node)
    {
        await One.WaitAsync();
        try
        {
            if (await node.FindAsync($"apis/apps/v1/namespaces/{Namespace}/deployments/k8srouter-operator") is null)
                (await node.KubectlAsync("apply", "-k", await WriteAsync(node))).OrThrow();
            (await node.KubectlAsync("-n", Namespace, "rollout", "status", Deployment, "--timeout=150s")).OrThrow();
            await node.UntilAsync(() => AnswersAsync(node), Namespace, "the webhook doesn't answer");
        }
        finally
        {
            One.Release();
        }
    }

    /// <summary>Sets how many replicas run, and waits until none is left of more.</summary>
    public static async Task ScaleAsync(TestNode node, int replicas)
    {
        (await node.KubectlAsync("-n", Namespace, "scale", Deployment, $"--replicas={replicas}")).OrThrow();
        await node.UntilAsync(
            async () => (await node.ListAsync($"api/v1/namespaces/{Namespace}/pods")).Count == replicas, Namespace, "the replicas don't go");
    }

    /// <summary>The folder of a kustomization such as a user writes: the images, by name.</summary>
    public static async Task<string> WriteAsync(TestNode node)
    {
        string folder = Directory.CreateDirectory(Path.Combine(node.Folder, "install")).FullName;
        string legacy = Path.GetRelativePath(folder, Repository.File("operator", "deploy", "overlays", "legacy"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "kustomization.yaml"),
            $$"""
            bases: ["{{legacy}}"]
            images: [{name: k8srouter-operator, newName: localhost/k8srouter-operator, newTag: test}]
            patchesStrategicMerge: [sidecar.yaml]
            """);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "sidecar.yaml"),
            $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: k8srouter-operator, namespace: {{Namespace}}}
            spec:
              template:
                spec:
                  containers:
                  - name: operator
                    env:
                    - {name: K8SROUTER_SIDECAR_IMAGE, value: {{Images.Sidecar}}}
            """);
        return folder;
    }

    /// <summary>By a pod that isn't created: the Service, the certificate and both replicas are there when one gets its sidecar.</summary>
    private static async Task<bool> AnswersAsync(TestNode node)
    {
        // Each time: the test of the removal takes the label off.
        await node.ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: {name: opted-in, labels: {k8srouter.io/inject: enabled}}");
        var probe = await node.KubectlAsync(
            ["apply", "--dry-run=server", "-o", "jsonpath={.spec.containers[0].name}", "-f", "-"],
            $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: probe, namespace: opted-in}
            spec:
              containers:
              - {name: app, image: {{Images.Workload}}}
            """);
        return probe is { ExitCode: 0, Output: "k8srouter" };
    }
}
