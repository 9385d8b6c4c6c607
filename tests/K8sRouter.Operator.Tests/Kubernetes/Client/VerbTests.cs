using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Tests.Kubernetes.Client;

public sealed class VerbTests : IAsyncLifetime
{
    private const string Stored = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"team-a","resourceVersion":"7"},"binaryData":{"k":"AQI="}}""";

    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = _server.Client();
        _server.AnswerJson(Stored);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_call_says_who_calls_and_goes_by_HTTP_2()
    {
        var map = await _client.GetAsync<V1ConfigMap>("team-a", "c", default);

        Assert.Equal([1, 2], map!.BinaryData!["k"]);
        Assert.Equal("GET /api/v1/namespaces/team-a/configmaps/c", _server.Call.Line);
        Assert.Equal("HTTP/2", _server.Call.Protocol);
        Assert.Equal("Bearer first-token", _server.Call.Headers["Authorization"]);
        Assert.StartsWith("k8srouter-operator/0.1", _server.Call.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal("application/json", _server.Call.Headers["Accept"]);
        Assert.Contains("gzip", _server.Call.Headers["Accept-Encoding"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kinds_of_other_groups_and_without_a_namespace_have_paths_of_their_own()
    {
        _server.AnswerJson("""{"kind":"Status","reason":"NotFound","code":404,"details":{"name":"a b"}}""", 404);

        Assert.Null(await _client.GetAsync<ModelProvider>(null, "a b", default));

        Assert.Equal("GET /apis/k8srouter.io/v1alpha1/modelproviders/a%20b", _server.Call.Line);
    }

    [Fact]
    public async Task A_namespace_that_is_missing_or_too_many_never_leaves_the_program()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _client.GetAsync<V1ConfigMap>(null, "c", default));
        await Assert.ThrowsAsync<ArgumentException>(() => _client.GetAsync<ModelProvider>("team-a", "c", default));
        Assert.Empty(_server.Calls);
    }

    [Fact]
    public async Task Metadata_alone_is_asked_for_by_the_Accept_header()
    {
        await _client.GetAsync<PartialObjectMetadata<V1Secret>>("team-a", "c", default);

        Assert.Equal("GET /api/v1/namespaces/team-a/secrets/c", _server.Call.Line);
        Assert.Equal("application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", _server.Call.Headers["Accept"]);
    }

    [Fact]
    public async Task Creating_posts_the_object_with_apiVersion_and_kind()
    {
        var created = await _client.CreateAsync(new V1ConfigMap { Metadata = new() { Name = "c", NamespaceProperty = "team-a" }, BinaryData = new Dictionary<string, byte[]> { ["k"] = [1] } }, default);

        Assert.Equal("7", created.Metadata.ResourceVersion);
        Assert.Equal("POST /api/v1/namespaces/team-a/configmaps", _server.Call.Line);
        Assert.Equal("application/json", _server.Call.Headers["Content-Type"]);
        Assert.Equal("""{"apiVersion":"v1","binaryData":{"k":"AQ=="},"kind":"ConfigMap","metadata":{"name":"c","namespace":"team-a"}}""", _server.Call.Body);
    }

    [Fact]
    public async Task Replacing_puts_the_object_with_the_version_that_was_read()
    {
        await _client.ReplaceAsync(new V1ConfigMap { Metadata = new() { Name = "c", NamespaceProperty = "team-a", ResourceVersion = "6" } }, default);

        Assert.Equal("PUT /api/v1/namespaces/team-a/configmaps/c", _server.Call.Line);
        Assert.Equal("6", (string?)JsonNode.Parse(_server.Call.Body)!["metadata"]!["resourceVersion"]);
    }

    [Theory]
    [InlineData("JsonPatch", "application/json-patch+json", "?fieldManager=m")]
    [InlineData("MergePatch", "application/merge-patch+json", "?fieldManager=m")]
    [InlineData("ApplyPatch", "application/apply-patch+yaml", "?fieldManager=m&force=true")]
    public async Task A_patch_goes_out_byte_for_byte(string type, string contentType, string query)
    {
        const string Patch = """{ "unknown" : 1.50,"z":[ ] }""";

        await _client.PatchAsync<V1ConfigMap>("team-a", "c", new(Enum.Parse<PatchType>(type), Encoding.UTF8.GetBytes(Patch)), new() { FieldManager = "m", Force = true }, default);

        Assert.Equal($"PATCH /api/v1/namespaces/team-a/configmaps/c{query}", _server.Call.Line);
        Assert.Equal(contentType, _server.Call.Headers["Content-Type"]);
        Assert.Equal(Patch, _server.Call.Body);
    }

    [Fact]
    public async Task A_status_is_patched_at_its_own_path()
    {
        _server.AnswerJson("""{"metadata":{"name":"default","namespace":"a"},"spec":{}}""");

        await _client.PatchAsync<WorkspacePrivacyPolicy>("a", "default", new(PatchType.ApplyPatch, "{}"u8.ToArray()), new() { FieldManager = "k8srouter-status", Subresource = "status" }, default);

        Assert.Equal("PATCH /apis/k8srouter.io/v1alpha1/namespaces/a/workspaceprivacypolicies/default/status?fieldManager=k8srouter-status", _server.Call.Line);
    }

    [Fact]
    public async Task Deleting_sends_what_must_hold_and_leaves_dependents_to_the_background()
    {
        _server.AnswerJson("""{"kind":"Status","status":"Success"}""");

        Assert.True(await _client.DeleteAsync<V1Secret>("team-a", "s", new() { Uid = "u", ResourceVersion = "5" }, default));

        Assert.Equal("DELETE /api/v1/namespaces/team-a/secrets/s", _server.Call.Line);
        Assert.Equal("""{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"resourceVersion":"5","uid":"u"},"propagationPolicy":"Background"}""", _server.Call.Body);
    }

    [Fact]
    public async Task Deleting_what_is_gone_is_no_error()
    {
        _server.AnswerJson("""{"kind":"Status","reason":"NotFound","code":404,"details":{"name":"s","kind":"secrets"}}""", 404);

        Assert.False(await _client.DeleteAsync<V1Secret>("team-a", "s", null, default));
    }

    [Theory]
    [InlineData("""{"major":"1","minor":"20","gitVersion":"v1.20.2"}""", 20, "v1.20.2")]
    [InlineData("""{"major":"1","minor":"27+","gitVersion":"v1.27.3-gke.100"}""", 27, "v1.27.3-gke.100")]
    public async Task A_version_is_read_with_and_without_a_vendors_plus(string answer, int minor, string text)
    {
        _server.AnswerJson(answer);

        Assert.Equal(new VersionInfo(1, minor, text), await _client.GetVersionAsync(default));
        Assert.Equal("GET /version", _server.Call.Line);
    }

    [Fact]
    public async Task A_path_in_the_servers_address_stays()
    {
        var connection = _server.Connection;
        connection.Settings.Host += "k8s/clusters/c-1/";
        using var client = new KubernetesClient(connection, TimeProvider.System);

        await client.GetAsync<V1ConfigMap>("team-a", "c", default);

        Assert.Equal("GET /k8s/clusters/c-1/api/v1/namespaces/team-a/configmaps/c", _server.Call.Line);
    }

    [Fact]
    public async Task A_review_needs_no_name()
    {
        _server.AnswerJson("""{"kind":"SelfSubjectAccessReview","metadata":{"creationTimestamp":null},"spec":{},"status":{"allowed":true}}""", 201);

        var review = await _client.CreateAsync(new Review(), default);

        Assert.True(review.Status!["allowed"]);
        Assert.Equal("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", _server.Call.Line);
    }
    [KubernetesEntity(Group = "authorization.k8s.io", Kind = "SelfSubjectAccessReview", PluralName = "selfsubjectaccessreviews")]
    private sealed record Review : IKubernetesObject
    {
        public string ApiVersion => "authorization.k8s.io/v1";

        public string Kind => "SelfSubjectAccessReview";

        public V1ObjectMeta Metadata { get; init; } = new();

        public Dictionary<string, bool>? Status { get; init; }
    }
}
