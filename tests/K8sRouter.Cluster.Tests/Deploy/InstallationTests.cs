using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Deploy;

[Collection(ClusterCollection.Name)]
public sealed class InstallationTests(TestCluster cluster) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Nobody serves the webhook here: it would refuse what other tests apply.</summary>
    public async Task DisposeAsync()
    {
        (await cluster.KubectlAsync("delete", "validatingwebhookconfiguration", "k8srouter", "--ignore-not-found")).OrThrow();
        (await cluster.KubectlAsync("delete", "mutatingwebhookconfiguration", "k8srouter-injection", "--ignore-not-found")).OrThrow();
    }

    [Fact]
    public async Task What_was_installed_is_unchanged_by_installing_it_again()
    {
        string overlay = Installation.Overlay(cluster);
        (await cluster.KubectlAsync("apply", "-k", overlay)).OrThrow();

        var difference = await cluster.KubectlAsync("diff", "-k", overlay);
        string again = (await cluster.KubectlAsync("apply", "-k", overlay)).OrThrow();

        Assert.Equal("", difference.OrThrow());
        Assert.All(again.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.EndsWith(" unchanged", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_bundle_that_the_operator_writes_is_no_drift_and_stays()
    {
        string overlay = Installation.Overlay(cluster);
        (await cluster.KubectlAsync("apply", "-k", overlay)).OrThrow();
        string bundle = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(cluster.Authority));
        string patch = $$"""[{"op": "add", "path": "/webhooks/0/clientConfig/caBundle", "value": "{{bundle}}"}]""";
        (await cluster.KubectlAsync("patch", "validatingwebhookconfiguration", "k8srouter", "--type=json", "-p", patch)).OrThrow();

        var difference = await cluster.KubectlAsync("diff", "-k", overlay);
        (await cluster.KubectlAsync("apply", "-k", overlay)).OrThrow();

        Assert.Equal("", difference.OrThrow());
        Assert.Equal(bundle, (string?)(await WebhookAsync())["clientConfig"]!["caBundle"]);
    }

    [Fact]
    public async Task While_nobody_answers_the_webhook_only_our_kinds_wait_and_neither_system_namespace_does()
    {
        (await cluster.KubectlAsync("apply", "-k", Installation.Overlay(cluster))).OrThrow();
        string ns = await cluster.CreateNamespaceAsync();

        var refused = await cluster.KubectlAsync(["apply", "-f", "-"], Policy(ns));

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("validate.k8srouter.io", refused.Error, StringComparison.Ordinal);
        // Nor does a pod of a namespace that didn't opt in.
        (await cluster.KubectlAsync(["create", "-n", ns, "-f", "-"], "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: web}]}\n")).OrThrow();
        // The organization floor can be written, and whatever isn't ours.
        (await cluster.KubectlAsync(["apply", "-f", "-"], Policy(Installation.Namespace))).OrThrow();
        (await cluster.KubectlAsync("create", "configmap", "anything", "-n", ns)).OrThrow();
        (await cluster.KubectlAsync("delete", "wpp", "default", "-n", Installation.Namespace)).OrThrow();
    }

    [Theory]
    [InlineData("overlays", "ha")]
    [InlineData("overlays", "legacy")]
    [InlineData("overlays", "proxy")]
    [InlineData]
    public async Task Every_overlay_builds(params string[] overlay)
    {
        string built = (await cluster.KubectlAsync("kustomize", Installation.Folder(overlay))).OrThrow();

        Assert.Contains("kind: Deployment", built, StringComparison.Ordinal);
        Assert.Equal(3, built.Split("kind: CustomResourceDefinition\n").Length - 1);
        Assert.Equal(overlay.Contains("legacy"), !built.Contains("x-kubernetes-validations", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_operators_pods_set_all_that_a_restricted_namespace_demands_of_each_container()
    {
        (await cluster.KubectlAsync("apply", "-k", Installation.Overlay(cluster))).OrThrow();
        var deployment = JsonNode.Parse((await cluster.KubectlAsync(
            "get", "deployment", "k8srouter-operator", "-n", Installation.Namespace, "-o", "json")).OrThrow())!;

        Assert.All(deployment["spec"]!["template"]!["spec"]!["containers"]!.AsArray(), container =>
        {
            var security = container!["securityContext"]!;
            Assert.True((bool?)security["runAsNonRoot"]);
            Assert.False((bool?)security["allowPrivilegeEscalation"]);
            Assert.True((bool?)security["readOnlyRootFilesystem"]);
            Assert.Equal("RuntimeDefault", (string?)security["seccompProfile"]!["type"]);
            Assert.Equal("""["ALL"]""", security["capabilities"]!["drop"]!.ToJsonString());
        });
    }

    private async Task<JsonNode> WebhookAsync() => JsonNode.Parse((await cluster.KubectlAsync(
        "get", "validatingwebhookconfiguration", "k8srouter", "-o", "json")).OrThrow())!["webhooks"]![0]!;

    private static string Policy(string ns) =>
        $$"""
        apiVersion: k8srouter.io/v1alpha1
        kind: WorkspacePrivacyPolicy
        metadata: {name: default, namespace: {{ns}}}
        spec: {region: Global}
        """;
}
