using System.Net;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Deploy;

/// <summary>What the operator's ServiceAccount may do, by trying.</summary>
[Collection(ClusterCollection.Name)]
public sealed class OperatorRightsTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Rbac = "apis/rbac.authorization.k8s.io/v1";
    private const string Ours = "apis/k8srouter.io/v1alpha1";

    private AccountClient _operator = null!;
    private string _workspace = "";
    private string _stranger = "";

    public async Task InitializeAsync()
    {
        _operator = await AccountClient.CreateAsync(cluster, Installation.Namespace, "k8srouter-operator");
        _workspace = await cluster.CreateNamespaceAsync("workspace");
        _stranger = await cluster.CreateNamespaceAsync("stranger");
        await cluster.ApplyAsync(string.Join("\n---\n", new[] { _workspace, _stranger }.SelectMany(ns => new[] { Policy(ns), Secret(ns) })));
    }

    public Task DisposeAsync()
    {
        _operator.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Secrets_are_out_of_reach_until_it_has_bound_the_role_in_a_namespace_and_then_there_alone()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.GetAsync($"api/v1/namespaces/{_workspace}/secrets/theirs"));

        Assert.Equal(HttpStatusCode.Created, await _operator.ApplyAsync(BindingPath(_workspace), Binding("k8srouter-operator", "k8srouter-workspace")));

        await UntilAsync(HttpStatusCode.OK, () => _operator.GetAsync($"api/v1/namespaces/{_workspace}/secrets/theirs"));
        Assert.Equal(HttpStatusCode.OK, await _operator.GetAsync($"api/v1/namespaces/{_workspace}/secrets?limit=1"));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.GetAsync($"api/v1/namespaces/{_stranger}/secrets/theirs"));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.GetAsync("api/v1/secrets?limit=1"));
    }

    [Fact]
    public async Task In_a_workspace_it_writes_its_own_two_objects_and_no_other()
    {
        await _operator.ApplyAsync(BindingPath(_workspace), Binding("k8srouter-operator", "k8srouter-workspace"));
        string configMaps = $"api/v1/namespaces/{_workspace}/configmaps", secrets = $"api/v1/namespaces/{_workspace}/secrets";
        await UntilAsync(HttpStatusCode.NotFound, () => _operator.GetAsync($"{configMaps}/k8srouter-config"));

        Assert.Equal(HttpStatusCode.Created, await _operator.ApplyAsync($"{configMaps}/k8srouter-config", Object("ConfigMap", "k8srouter-config")));
        Assert.Equal(HttpStatusCode.OK, await _operator.ApplyAsync($"{configMaps}/k8srouter-config", Object("ConfigMap", "k8srouter-config")));
        Assert.Equal(HttpStatusCode.Created, await _operator.ApplyAsync($"{secrets}/k8srouter-credentials", Object("Secret", "k8srouter-credentials")));

        Assert.Equal(HttpStatusCode.Forbidden, await _operator.ApplyAsync($"{configMaps}/other", Object("ConfigMap", "other")));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.ApplyAsync($"{secrets}/other", Object("Secret", "other")));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.CreateAsync(secrets, Object("Secret", "other")));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.MergeAsync($"{secrets}/theirs", """{"data": {"a": "Yw=="}}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.DeleteAsync($"{secrets}/theirs"));
        Assert.Equal(HttpStatusCode.OK, await _operator.GetAsync($"{configMaps}?fieldSelector=metadata.name%3Dk8srouter-config"));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.GetAsync($"{configMaps}?limit=1"));

        Assert.Equal(HttpStatusCode.OK, await _operator.DeleteAsync($"{secrets}/k8srouter-credentials"));
        Assert.Equal(HttpStatusCode.OK, await _operator.DeleteAsync($"{configMaps}/k8srouter-config"));
        Assert.Equal(HttpStatusCode.OK, await _operator.DeleteAsync(BindingPath(_workspace)));
    }

    [Theory]
    [InlineData("k8srouter-operator", "cluster-admin")]
    [InlineData("k8srouter-operator", "system:aggregate-to-admin")]
    [InlineData("k8srouter-operator", "k8srouter-admin")]
    [InlineData("another", "k8srouter-workspace")]
    public async Task It_binds_no_other_role_and_by_no_other_name(string name, string role)
    {
        string path = $"{Rbac}/namespaces/{_stranger}/rolebindings";

        Assert.Equal(HttpStatusCode.Forbidden, await _operator.ApplyAsync($"{path}/{name}", Binding(name, role)));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.CreateAsync(path, Binding(name, role)));
    }

    [Fact]
    public async Task Of_all_bindings_it_sees_its_own()
    {
        Assert.Equal(HttpStatusCode.OK, await _operator.GetAsync($"{Rbac}/rolebindings?fieldSelector=metadata.name%3Dk8srouter-operator"));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.GetAsync($"{Rbac}/rolebindings?limit=1"));
    }

    [Fact]
    public async Task It_cannot_raise_its_own_rights()
    {
        string rules = """{"rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}""";

        Assert.Equal(HttpStatusCode.Forbidden, await _operator.MergeAsync($"{Rbac}/clusterroles/k8srouter-workspace", rules));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.MergeAsync($"{Rbac}/clusterroles/k8srouter-operator", rules));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.CreateAsync(
            $"{Rbac}/clusterrolebindings", Binding("all", "k8srouter-workspace").Replace("RoleBinding", "ClusterRoleBinding", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.CreateAsync($"api/v1/namespaces/{Installation.Namespace}/serviceaccounts/default/token", "{}"));
    }

    [Fact]
    public async Task It_reads_what_people_wrote_and_answers_in_status_alone()
    {
        string policy = $"{Ours}/namespaces/{_workspace}/workspaceprivacypolicies/default";
        string status = """
            {"apiVersion": "k8srouter.io/v1alpha1", "kind": "WorkspacePrivacyPolicy", "metadata": {"name": "default"}, "status": {"allowedEndpoints": 3}}
            """;

        Assert.Equal(HttpStatusCode.OK, await _operator.GetAsync($"{Ours}/workspaceprivacypolicies?limit=1"));
        Assert.Equal(HttpStatusCode.OK, await _operator.GetAsync($"{Ours}/modelproviders?limit=1"));
        Assert.Equal(HttpStatusCode.OK, await _operator.GetAsync($"{Ours}/observabilitydestinations?limit=1"));
        Assert.Equal(HttpStatusCode.OK, await _operator.GetAsync("api/v1/namespaces?limit=1"));
        Assert.Equal(HttpStatusCode.OK, await _operator.ApplyAsync($"{policy}/status", status));

        Assert.Equal(HttpStatusCode.Forbidden, await _operator.MergeAsync(policy, """{"spec": {"region": "Us"}}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.DeleteAsync(policy));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.CreateAsync($"{Ours}/modelproviders", "{}"));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.MergeAsync($"api/v1/namespaces/{_workspace}", """{"metadata": {"labels": {"a": "b"}}}"""));
    }

    [Fact]
    public async Task Of_a_pod_it_may_touch_the_status_and_never_the_pod()
    {
        (await cluster.KubectlAsync(["apply", "-f", "-"], $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: app, namespace: {{_workspace}}}
            spec: {containers: [{name: app, image: app}]}
            """)).OrThrow();
        string pod = $"api/v1/namespaces/{_workspace}/pods/app";
        string nudge = """{"metadata": {"annotations": {"k8srouter.io/config-revision": "abc"}}}""";

        Assert.Equal(HttpStatusCode.OK, await _operator.MergeAsync($"{pod}/status", nudge));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.MergeAsync(pod, nudge));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.DeleteAsync(pod));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.CreateAsync($"{pod}/exec?command=sh", ""));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.CreateAsync($"{pod}/eviction", "{}"));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.GetAsync($"{pod}/log"));
    }

    [Fact]
    public async Task Of_the_clusters_own_it_writes_its_webhooks_its_lease_and_its_certificate()
    {
        const string Webhooks = "apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
        string leases = $"apis/coordination.k8s.io/v1/namespaces/{Installation.Namespace}/leases";
        string labels = """{"metadata": {"labels": {"a": "b"}}}""";

        // Not there at this moment: what isn't forbidden is looked up first.
        Assert.Equal(HttpStatusCode.NotFound, await _operator.MergeAsync($"{Webhooks}/k8srouter", labels));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.MergeAsync($"{Webhooks}/another", labels));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.DeleteAsync($"{Webhooks}/k8srouter"));
        const string Injection = "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
        Assert.Equal(HttpStatusCode.NotFound, await _operator.MergeAsync($"{Injection}/k8srouter-injection", labels));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.MergeAsync($"{Injection}/k8srouter", labels));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.DeleteAsync($"{Injection}/k8srouter-injection"));
        Assert.Equal(HttpStatusCode.OK, await _operator.GetAsync("api/v1/nodes?limit=1"));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.MergeAsync("api/v1/nodes/any", labels));
        Assert.Equal(HttpStatusCode.OK, await _operator.GetAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions/modelproviders.k8srouter.io"));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.MergeAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions/modelproviders.k8srouter.io", labels));

        Assert.Equal(HttpStatusCode.Created, await _operator.CreateAsync(leases, Lease("k8srouter-operator")));
        Assert.Equal(HttpStatusCode.OK, await _operator.MergeAsync($"{leases}/k8srouter-operator", labels));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.DeleteAsync($"{leases}/k8srouter-operator"));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.CreateAsync($"apis/coordination.k8s.io/v1/namespaces/{_workspace}/leases", Lease("any")));
        (await cluster.KubectlAsync("delete", "lease", "k8srouter-operator", "-n", Installation.Namespace)).OrThrow();

        string secrets = $"api/v1/namespaces/{Installation.Namespace}/secrets";
        Assert.Equal(HttpStatusCode.Created, await _operator.CreateAsync(secrets, Object("Secret", "k8srouter-webhook-ca")));
        Assert.Equal(HttpStatusCode.OK, await _operator.MergeAsync($"{secrets}/k8srouter-webhook-ca", """{"data": {"a": "Yw=="}}"""));
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.MergeAsync($"{secrets}/openai", """{"data": {"a": "Yw=="}}"""));
        (await cluster.KubectlAsync("delete", "secret", "k8srouter-webhook-ca", "-n", Installation.Namespace)).OrThrow();
        // It replaces the signing keys when they are rotated, and never deletes them.
        Assert.Equal(HttpStatusCode.Forbidden, await _operator.DeleteAsync($"{secrets}/k8srouter-signing-key"));
    }

    private static string BindingPath(string ns) => $"{Rbac}/namespaces/{ns}/rolebindings/k8srouter-operator";

    private static string Binding(string name, string role) =>
        $$"""
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "{{name}}"},
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "{{role}}"},
         "subjects": [{"kind": "ServiceAccount", "name": "k8srouter-operator", "namespace": "k8srouter-system"}]}
        """;

    private static string Object(string kind, string name) =>
        $$$"""{"apiVersion": "v1", "kind": "{{{kind}}}", "metadata": {"name": "{{{name}}}"}}""";

    private static string Lease(string name) =>
        $$$"""{"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "{{{name}}}"}}""";

    private static string Secret(string ns) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: theirs, namespace: {{ns}}}
        stringData: {a: b}
        """;

    private static string Policy(string ns) =>
        $$"""
        apiVersion: k8srouter.io/v1alpha1
        kind: WorkspacePrivacyPolicy
        metadata: {name: default, namespace: {{ns}}}
        spec: {region: Global}
        """;

    /// <summary>The API server learns of a new binding by its own watch.</summary>
    private static async Task UntilAsync(HttpStatusCode wanted, Func<Task<HttpStatusCode>> call)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await call() != wanted)
            await Task.Delay(50, patience.Token);
    }
}
