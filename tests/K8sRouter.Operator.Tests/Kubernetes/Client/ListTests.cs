using System.IO.Compression;
using System.Text;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Tests.Kubernetes.Client;

public sealed class ListTests : IAsyncLifetime
{
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = _server.Client();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_page_is_asked_for_with_everything_that_was_said()
    {
        _server.AnswerJson("""{"metadata":{"resourceVersion":"9","continue":"more"},"items":[]}""");

        var page = await _client.ListAsync<SlimPod>(new() { Namespace = "a", LabelSelector = "x in (y,z)", FieldSelector = "status.phase!=Failed", Limit = 500, ResourceVersion = "0" }, default);

        Assert.Equal(("9", "more"), (page.ResourceVersion, page.Continue));
        Assert.Equal("GET /api/v1/namespaces/a/pods?fieldSelector=status.phase%21%3DFailed&labelSelector=x%20in%20%28y%2Cz%29&limit=500&resourceVersion=0", _server.Call.Line);
    }

    [Fact]
    public async Task The_next_page_is_of_the_first_ones_version()
    {
        _server.AnswerJson("""{"metadata":{"resourceVersion":"9","continue":""},"items":null}""");

        var page = await _client.ListAsync<SlimPod>(new() { Continue = "more", ResourceVersion = "0" }, default);

        Assert.Null(page.Continue);
        Assert.Empty(page.Items);
        Assert.Equal("GET /api/v1/pods?continue=more", _server.Call.Line);
    }

    [Fact]
    public async Task Items_get_apiVersion_and_kind_which_the_server_leaves_out()
    {
        _server.AnswerJson("""{"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"team-a"}}]}""");

        var item = Assert.Single((await _client.ListAsync<V1Namespace>(new(), default)).Items);

        Assert.Equal(("v1", "Namespace", "team-a"), (item.ApiVersion, item.Kind, item.Metadata.Name));
    }

    [Fact]
    public async Task Metadata_of_Secrets_is_listed_without_their_values()
    {
        _server.AnswerJson("""{"kind":"PartialObjectMetadataList","metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"s","namespace":"a","labels":{"k8srouter.io/use":"provider"},"managedFields":[{"manager":"m"}],"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{all of it}","other":"kept"}}}]}""");

        var item = Assert.Single((await _client.ListAsync<PartialObjectMetadata<V1Secret>>(new(), default)).Items);

        Assert.Equal("application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io", _server.Call.Headers["Accept"]);
        Assert.Equal("PartialObjectMetadata", item.Kind);
        Assert.Equal("provider", item.Metadata.Labels!["k8srouter.io/use"]);
        Assert.Equal(["other"], item.Metadata.Annotations!.Keys);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_is_named_and_hides_no_other()
    {
        _server.AnswerJson("""
            {"metadata":{"resourceVersion":"9"},"items":[
            {"metadata":{"name":"good","namespace":"a"},"spec":{"type":"otlp"}},
            {"metadata":{"name":"of-tomorrow","namespace":"a"},"spec":{"type":"otlp","contentMode":"Telepathy"}},
            {"metadata":{"name":"without","namespace":"b"}},
            {"metadata":{"name":"also-good","namespace":"b"},"spec":{"type":"otlp"}}]}
            """);

        var page = await _client.ListAsync<ObservabilityDestination>(new(), default);

        Assert.Equal(["good", "also-good"], page.Items.Select(item => item.Metadata.Name));
        Assert.All(page.Items, item => Assert.Equal((true, 1m), (item.Spec.Enabled, item.Spec.SamplingRate)));
        Assert.Equal([new("a", "of-tomorrow", "$.spec.contentMode"), new("b", "without", "$")], page.Unreadable);
    }

    [Fact]
    public async Task A_large_page_that_is_compressed_is_read_whole()
    {
        var items = string.Join(',', Enumerable.Range(0, 5000).Select(i => $$$"""{"metadata":{"name":"pod-{{{i}}}","namespace":"a"},"spec":{"nodeName":"n","containers":[{"name":"app"}]},"status":{"phase":"Running","podIP":"10.0.0.1"}}"""));
        _server.Answer = async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes($$"""{"metadata":{"resourceVersion":"9"},"items":[{{items}}]}"""));
        };

        var page = await _client.ListAsync<SlimPod>(new(), default);

        Assert.Equal(5000, page.Items.Count);
        Assert.Equal("10.0.0.1", page.Items[4999].Status!.PodIP);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("""{"metadata":{"resourceVersion":"9"},"items":[{"metadata":""")]
    [InlineData("""{"items":[]}""")]
    public async Task What_is_no_list_is_an_error(string answer)
    {
        _server.AnswerJson(answer);

        var fault = await Assert.ThrowsAsync<KubernetesException>(() => _client.ListAsync<SlimPod>(new(), default));

        Assert.StartsWith("list pods: the answer isn't ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_is_cut_at_any_byte_is_an_error()
    {
        const string Page = """{"metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}""";

        for (int length = 0; length < Page.Length; length++)
        {
            _server.AnswerJson(Page[..length]);
            await Assert.ThrowsAsync<KubernetesException>(() => _client.ListAsync<V1Namespace>(new(), default));
        }
        _server.AnswerJson(Page);

        Assert.Equal(2, (await _client.ListAsync<V1Namespace>(new(), default)).Items.Count);
    }
}
