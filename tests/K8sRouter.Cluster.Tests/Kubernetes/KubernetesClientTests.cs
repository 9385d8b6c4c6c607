using System.Text;
using K8sRouter.Cluster.Tests.Testbed;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Cluster.Tests.Kubernetes;

[Collection(FaultCollection.Name)]
public sealed class KubernetesClientTests(TestCluster cluster) : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly PatchOptions Ours = new() { FieldManager = "k8srouter-workspace" };

    private readonly CancellationTokenSource _patience = new(Patience);
    private KubernetesClient _client = null!;
    private string _namespace = null!;

    private CancellationToken Soon => _patience.Token;

    public async Task InitializeAsync()
    {
        _client = ClientOf(cluster.AdminKubeconfig);
        _namespace = await cluster.CreateNamespaceAsync();
    }

    public Task DisposeAsync()
    {
        _client.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _patience.Dispose();

    [Fact]
    public async Task An_object_is_created_read_replaced_patched_and_deleted()
    {
        var created = await _client.CreateAsync(Map("m", "one"), Soon);
        Assert.Equal("one", Value(await _client.GetAsync<V1ConfigMap>(_namespace, "m", Soon)));

        var replaced = await _client.ReplaceAsync(created with { Data = Map("m", "two").Data }, Soon);
        Assert.Equal("two", Value(replaced));
        Assert.NotEqual(created.Metadata.ResourceVersion, replaced.Metadata.ResourceVersion);
        Assert.True((await Fault(() => _client.ReplaceAsync(created with { Data = Map("m", "three").Data }, Soon))).IsConflict);

        Assert.Equal("four", Value(await PatchAsync(PatchType.JsonPatch, """[{"op":"replace","path":"/data/k","value":"four"}]""")));
        Assert.Equal("five", Value(await PatchAsync(PatchType.MergePatch, """{"data":{"k":"five"}}""")));

        Assert.True(await _client.DeleteAsync<V1ConfigMap>(_namespace, "m", null, Soon));
        Assert.False(await _client.DeleteAsync<V1ConfigMap>(_namespace, "m", null, Soon));
        Assert.Null(await _client.GetAsync<V1ConfigMap>(_namespace, "m", Soon));
    }

    [Fact]
    public async Task What_exists_already_and_what_is_not_served_are_told_apart_from_what_is_missing()
    {
        await _client.CreateAsync(Map("m", "one"), Soon);

        Assert.True((await Fault(() => _client.CreateAsync(Map("m", "one"), Soon))).IsAlreadyExists);
        Assert.Null(await _client.GetAsync<ModelProvider>(null, "nobody", Soon));
        var unserved = await Fault(() => _client.GetAsync<Unserved>(null, "nobody", Soon));
        Assert.Contains("is its CustomResourceDefinition installed?", unserved.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Applying_a_field_of_somebody_else_is_a_conflict_unless_it_is_taken_over()
    {
        await ApplyAsync("theirs", "one", force: false);

        var fault = await Fault(() => ApplyAsync("ours", "two", force: false));
        Assert.True(fault.IsConflict);
        Assert.StartsWith($"patch configmaps \"{_namespace}/m\": Conflict: ", fault.Message, StringComparison.Ordinal);
        Assert.Equal("two", Value(await ApplyAsync("ours", "two", force: true)));
    }

    [Fact]
    public async Task A_deletion_holds_to_its_preconditions()
    {
        var created = await _client.CreateAsync(Map("m", "one"), Soon);

        Assert.True((await Fault(() => _client.DeleteAsync<V1ConfigMap>(_namespace, "m", new() { Uid = Guid.NewGuid().ToString() }, Soon))).IsConflict);
        Assert.True((await Fault(() => _client.DeleteAsync<V1ConfigMap>(_namespace, "m", new() { ResourceVersion = "1" }, Soon))).IsConflict);
        Assert.True(await _client.DeleteAsync<V1ConfigMap>(_namespace, "m", new() { Uid = created.Metadata.Uid, ResourceVersion = created.Metadata.ResourceVersion }, Soon));
    }

    [Fact]
    public async Task A_status_is_applied_without_the_spec()
    {
        await cluster.ApplyAsync($$$"""{"apiVersion":"k8srouter.io/v1alpha1","kind":"WorkspacePrivacyPolicy","metadata":{"name":"default","namespace":"{{{_namespace}}}"},"spec":{"region":"Europe"}}""");
        const string Status = """{"apiVersion":"k8srouter.io/v1alpha1","kind":"WorkspacePrivacyPolicy","status":{"observedGeneration":1}}""";

        var policy = await _client.PatchAsync<WorkspacePrivacyPolicy>(_namespace, "default", Patch(PatchType.ApplyPatch, Status), Ours with { Subresource = "status", Force = true }, Soon);

        Assert.Equal(1, policy.Status!.ObservedGeneration);
        Assert.NotNull(policy.Spec.Region);
        Assert.Null(policy.Metadata.Annotations?.Keys.SingleOrDefault(name => name.StartsWith("kubectl", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_and_by_label()
    {
        for (int i = 0; i < 5; i++)
            await _client.CreateAsync(Map($"m-{i}", "one"), Soon);

        var names = new List<string>();
        var options = new ListOptions { Namespace = _namespace, LabelSelector = "test=yes", Limit = 2 };
        do
        {
            var page = await _client.ListAsync<V1ConfigMap>(options, Soon);
            Assert.All(page.Items, item => Assert.Equal("ConfigMap", item.Kind));
            names.AddRange(page.Items.Select(item => item.Metadata.Name!));
            options = options with { Continue = page.Continue };
        }
        while (options.Continue is not null);

        Assert.Equal(["m-0", "m-1", "m-2", "m-3", "m-4"], names);
    }

    [Fact]
    public async Task Metadata_of_a_Secret_comes_without_its_values_by_get_list_and_watch()
    {
        await _client.CreateAsync(new V1Secret { Metadata = new() { Name = "s", NamespaceProperty = _namespace, Labels = new Dictionary<string, string> { ["test"] = "yes" } }, Data = new Dictionary<string, byte[]> { ["k"] = [1, 2] } }, Soon);

        var one = await _client.GetAsync<PartialObjectMetadata<V1Secret>>(_namespace, "s", Soon);
        var page = await _client.ListAsync<PartialObjectMetadata<V1Secret>>(new() { Namespace = _namespace, LabelSelector = "test" }, Soon);
        var change = await FirstAsync<PartialObjectMetadata<V1Secret>>(new() { Namespace = _namespace, LabelSelector = "test", ResourceVersion = "0", ServerTimeout = TimeSpan.FromSeconds(30) });

        Assert.Equal("s", one!.Metadata.Name);
        Assert.Equal("s", Assert.Single(page.Items).Metadata.Name);
        Assert.Equal("s", change.Object.Metadata.Name);
        Assert.Equal([1, 2], (await _client.GetAsync<V1Secret>(_namespace, "s", Soon))!.Data!["k"]);
    }

    [Fact]
    public async Task A_watch_tells_of_every_change_and_ends_when_the_server_says_so()
    {
        var start = (await _client.ListAsync<V1ConfigMap>(new() { Namespace = _namespace }, Soon)).ResourceVersion;
        await _client.CreateAsync(Map("m", "one"), Soon);
        await PatchAsync(PatchType.MergePatch, """{"data":{"k":"two"}}""");
        await _client.DeleteAsync<V1ConfigMap>(_namespace, "m", null, Soon);

        var changes = new List<(WatchEventType Type, string Value)>();
        await foreach (var change in _client.WatchAsync<V1ConfigMap>(new() { Namespace = _namespace, ResourceVersion = start, ServerTimeout = TimeSpan.FromSeconds(1) }, Soon))
        {
            if (change.Type != WatchEventType.Bookmark)
                changes.Add((change.Type, Value(change.Object)));
        }

        Assert.Equal([(WatchEventType.Added, "one"), (WatchEventType.Modified, "two"), (WatchEventType.Deleted, "two")], changes);
    }

    [Fact]
    public async Task A_lease_an_event_and_a_role_binding_are_taken_by_the_server()
    {
        // Of a whole second: a fraction that is left out would be refused.
        var now = new DateTime(2026, 11, 20, 12, 0, 1, DateTimeKind.Utc);
        var lease = await _client.CreateAsync(new V1Lease { Metadata = Named("l"), Spec = new() { HolderIdentity = "me", LeaseDurationSeconds = 15, AcquireTime = now, RenewTime = now, LeaseTransitions = 0 } }, Soon);
        var told = await _client.CreateAsync(
            new Eventsv1Event
            {
                Metadata = Named("e"),
                EventTime = now,
                Action = "Compile",
                Reason = "Invalid",
                Type = "Warning",
                Note = "A sentence.",
                ReportingController = "k8srouter.io/operator",
                ReportingInstance = "operator-0",
                Regarding = new() { ApiVersion = "v1", Kind = "ConfigMap", Name = "m", NamespaceProperty = _namespace },
                Series = new() { Count = 2, LastObservedTime = now },
            },
            Soon);
        var binding = await _client.CreateAsync(
            new V1RoleBinding { Metadata = Named("b"), RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "view" }, Subjects = [new() { Kind = "ServiceAccount", Name = "x", NamespaceProperty = _namespace }] },
            Soon);

        using var library = new LibraryClient(cluster.AdminKubeconfig);
        Assert.Equal(lease.Spec, (await library.LeaseAsync(_namespace, "l", Soon)).Spec);
        var heard = await library.EventAsync(_namespace, "e", Soon);
        Assert.Equal((now, told.Note, told.Series, told.Regarding), (heard.EventTime, heard.Note, heard.Series, heard.Regarding));
        Assert.Equal((now, now), (lease.Spec.RenewTime, told.EventTime));
        Assert.Equal((2, "m"), (told.Series!.Count, told.Regarding!.Name));
        Assert.Equal("view", binding.RoleRef!.Name);
    }

    [Fact]
    public async Task A_ServiceAccount_may_what_it_was_given_and_the_refusal_says_what()
    {
        var kubeconfig = await cluster.KubeconfigOfServiceAccountAsync(_namespace, "nobody");
        using var nobody = ClientOf(kubeconfig);
        using var theirs = new LibraryClient(kubeconfig);
        using var admin = new LibraryClient(cluster.AdminKubeconfig);

        var fault = await Fault(() => nobody.ListAsync<SlimPod>(new() { Namespace = _namespace }, Soon));
        var user = await admin.UserOfAsync(await cluster.TokenOfServiceAccountAsync(_namespace, "nobody"), Soon);

        Assert.True(fault.IsForbidden);
        Assert.StartsWith($"list pods in \"{_namespace}\": Forbidden: pods is forbidden: User \"system:serviceaccount:{_namespace}:nobody\"", fault.Message, StringComparison.Ordinal);
        Assert.False(await theirs.MayListPodsAsync(_namespace, Soon));
        Assert.Equal($"system:serviceaccount:{_namespace}:nobody", user);
    }

    [Fact]
    public async Task The_version_and_the_definitions_are_read()
    {
        var version = await _client.GetVersionAsync(Soon);
        var definition = await _client.GetAsync<V1CustomResourceDefinition>(null, "modelproviders.k8srouter.io", Soon);

        Assert.Equal(cluster.ServerVersion, version.GitVersion);
        Assert.Equal("v1alpha1", Assert.Single(definition!.Spec!.Versions!).Name);
        Assert.Contains(definition.Status!.Conditions!, condition => condition is { Type: "Established", Status: "True" });
    }

    [Fact]
    public async Task An_invalid_Secret_is_refused_without_its_value()
    {
        var fault = await Fault(() => _client.PatchAsync<V1Secret>(_namespace, "s", Patch(PatchType.ApplyPatch, """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"type":"kubernetes.io/dockerconfigjson","data":{".dockerconfigjson":"aHVudGVyMg=="}}"""), Ours, Soon));

        Assert.Equal($"patch secrets \"{_namespace}/s\": Invalid: data[.dockerconfigjson]", fault.Message);
    }

    private static KubernetesClient ClientOf(string kubeconfig) =>
        new(ConfigurationLoader.Load(new() { KubeConfigPath = kubeconfig }, TimeProvider.System), TimeProvider.System);

    private static Task<KubernetesException> Fault(Func<Task> call) => Assert.ThrowsAsync<KubernetesException>(call);

    private static string Value(V1ConfigMap? map) => map!.Data!["k"];

    private static V1Patch Patch(PatchType type, string json) => new(type, Encoding.UTF8.GetBytes(json));

    private k8s.Models.V1ObjectMeta Named(string name) =>
        new() { Name = name, NamespaceProperty = _namespace, Labels = new Dictionary<string, string> { ["test"] = "yes" } };

    private V1ConfigMap Map(string name, string value) =>
        new() { Metadata = Named(name), Data = new Dictionary<string, string> { ["k"] = value } };

    private Task<V1ConfigMap> PatchAsync(PatchType type, string json) =>
        _client.PatchAsync<V1ConfigMap>(_namespace, "m", Patch(type, json), Ours, Soon);

    private Task<V1ConfigMap> ApplyAsync(string manager, string value, bool force) => _client.PatchAsync<V1ConfigMap>(
        _namespace, "m", Patch(PatchType.ApplyPatch, $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"data":{"k":"{{{value}}}"} }"""), new() { FieldManager = manager, Force = force }, Soon);

    private async Task<WatchEvent<T>> FirstAsync<T>(WatchOptions options)
        where T : class
    {
        await foreach (var change in _client.WatchAsync<T>(options, Soon))
            return change;
        throw new InvalidOperationException("The watch ended without a change.");
    }

    [KubernetesEntity(Group = KubernetesGroup.Name, ApiVersion = KubernetesGroup.Version, Kind = "Unserved", PluralName = "unserved")]
    private sealed record Unserved : IKubernetesObject
    {
        public string ApiVersion => "k8srouter.io/v1alpha1";

        public string Kind => "Unserved";

        public V1ObjectMeta Metadata { get; init; } = new();
    }
}
