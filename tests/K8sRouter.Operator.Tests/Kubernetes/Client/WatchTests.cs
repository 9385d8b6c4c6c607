using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Testing;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Operator.Tests.Kubernetes.Client;

public sealed class WatchTests : IAsyncLifetime
{
    private const string Added = """{"type":"ADDED","object":{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a","resourceVersion":"10"}}}""";
    private const string Deleted = """{"type":"DELETED","object":{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a","resourceVersion":"11"}}}""";

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
    public async Task A_watch_asks_for_bookmarks_and_an_end_and_tells_of_every_change()
    {
        _server.AnswerLines(Added, Deleted);

        var changes = await ReadAsync<V1Namespace>();

        Assert.Equal([(WatchEventType.Added, "10"), (WatchEventType.Deleted, "11")], changes.Select(change => (change.Type, change.Object.Metadata.ResourceVersion!)));
        Assert.Equal("GET /api/v1/namespaces?allowWatchBookmarks=true&labelSelector=l&resourceVersion=9&timeoutSeconds=300&watch=true", _server.Call.Line);
    }

    [Fact]
    public async Task A_change_is_told_before_the_next_one_comes()
    {
        _server.Answer = async context =>
        {
            await context.Response.WriteAsync(Added + "\n");
            await context.Response.Body.FlushAsync();
            await _server.Never;
        };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        await foreach (var change in _client.WatchAsync<V1Namespace>(Options, patience.Token))
        {
            Assert.Equal("a", change.Object.Metadata.Name);
            break;
        }
    }

    [Fact]
    public async Task A_bookmark_has_a_version_and_nothing_else()
    {
        _server.AnswerLines("""{"type":"BOOKMARK","object":{"kind":"ModelProvider","apiVersion":"k8srouter.io/v1alpha1","metadata":{"resourceVersion":"12","creationTimestamp":null}}}""");

        var change = Assert.Single(await ReadAsync<ModelProvider>());

        Assert.Equal((WatchEventType.Bookmark, "12"), (change.Type, change.Object.Metadata.ResourceVersion));
    }

    [Fact]
    public async Task A_line_longer_than_any_buffer_is_read()
    {
        var label = new string('x', 300_000);
        _server.AnswerLines("""{"type":"MODIFIED","object":{"metadata":{"name":"a","annotations":{"k":"LABEL"}}}}""".Replace("LABEL", label, StringComparison.Ordinal), Deleted);

        var changes = await ReadAsync<V1Namespace>();

        Assert.Equal(label, changes[0].Object.Metadata.Annotations!["k"]);
        Assert.Equal(WatchEventType.Deleted, changes[1].Type);
    }

    [Fact]
    public async Task A_version_that_is_too_old_is_told_as_such_in_the_stream_and_before_it()
    {
        const string Gone = """{"kind":"Status","status":"Failure","message":"too old resource version: 1 (500)","reason":"Expired","code":410}""";
        _server.AnswerLines(Added, $$$"""{"type":"ERROR","object":{{{Gone}}}}""");
        var inStream = await FaultAsync();
        _server.AnswerJson(Gone, 410);
        var before = await FaultAsync();

        Assert.True(inStream.IsExpired);
        Assert.True(before.IsExpired);
        Assert.Equal("watch namespaces: Expired: too old resource version: 1 (500)", inStream.Message);
    }

    [Theory]
    [InlineData(Added + "\n" + """{"type":"ADDED","obj""", "watch namespaces: the stream broke in the middle of a line")]
    [InlineData("garbage\n", "watch namespaces: a line of the stream isn't JSON")]
    [InlineData("[]\n", "watch namespaces: a line of the stream has no type or no object")]
    [InlineData("""{"type":"ADDED"}""" + "\n", "watch namespaces: a line of the stream has no type or no object")]
    [InlineData("""{"type":"RENAMED","object":{}}""" + "\n", "watch namespaces: a line of the stream is of an unknown type")]
    [InlineData("""{"type":"ERROR","object":{"kind":"Other"}}""" + "\n", "watch namespaces: the stream tells of an error without a status")]
    public async Task What_is_no_change_is_an_error_and_no_silence(string answer, string message)
    {
        _server.AnswerJson(answer);

        Assert.Equal(message, (await FaultAsync()).Message);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_an_error()
    {
        _server.Answer = async context =>
        {
            await context.Response.WriteAsync(Added + "\n");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        var fault = await FaultAsync();

        Assert.StartsWith("watch namespaces: the stream broke: ", fault.Message, StringComparison.Ordinal);
        Assert.Null(fault.StatusCode);
        Assert.False(fault.IsExpired);
    }

    [Fact]
    public async Task An_object_that_cannot_be_read_sends_the_caller_back_to_the_list()
    {
        _server.AnswerLines("""{"type":"MODIFIED","object":{"metadata":{"name":"openai"},"spec":{"upstreams":[],"models":3}}}""");

        var fault = await Assert.ThrowsAsync<KubernetesException>(() => ReadAsync<ModelProvider>());

        Assert.True(fault.IsExpired);
        Assert.Equal("watch modelproviders.k8srouter.io: \"openai\" can't be read at $.spec.models; is it of a newer version?", fault.Message);
    }

    [Fact]
    public async Task Metadata_alone_is_watched_by_the_Accept_header()
    {
        _server.AnswerLines("""{"type":"ADDED","object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"s","namespace":"a"}}}""");

        var change = Assert.Single(await ReadAsync<PartialObjectMetadata<V1Secret>>());

        Assert.Equal("s", change.Object.Metadata.Name);
        Assert.Equal("application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io", _server.Call.Headers["Accept"]);
    }

    [Fact]
    public async Task A_watch_that_is_cancelled_ends_as_cancelled()
    {
        _server.Answer = async context =>
        {
            await context.Response.WriteAsync(Added + "\n");
            await context.Response.Body.FlushAsync();
            await _server.Never;
        };
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _client.WatchAsync<V1Namespace>(Options, cancellation.Token))
                await cancellation.CancelAsync();
        });
    }

    [Fact]
    public async Task A_watch_that_is_cut_at_any_byte_tells_of_the_changes_before_and_of_the_cut()
    {
        const string Stream = Added + "\n" + Deleted + "\n";

        for (int length = 0; length <= Stream.Length; length++)
        {
            var seen = 0;
            _server.AnswerJson(Stream[..length]);
            var broken = await Record.ExceptionAsync(async () =>
            {
                await foreach (var _ in _client.WatchAsync<V1Namespace>(Options, default))
                    seen++;
            });

            Assert.Equal(Stream[..length].Count(character => character == '\n'), seen);
            Assert.Equal(length > 0 && Stream[length - 1] != '\n', broken is KubernetesException { IsExpired: false });
        }
    }

    [Fact]
    public async Task A_token_that_turns_invalid_in_the_middle_of_a_watch_is_read_again_for_the_next()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "old");
        var connection = _server.Connection;
        connection.Settings.TokenProvider = new FileToken(folder["token"], Clocks.Noon());
        using var client = new KubernetesClient(connection, TimeProvider.System);
        const string Unauthorized = """{"kind":"Status","status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}""";
        _server.AnswerLines(Added, $$$"""{"type":"ERROR","object":{{{Unauthorized}}}}""");

        var seen = new List<WatchEventType>();
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => ReadAsync(client, seen));
        folder.Write("token", "new");
        _server.Answer = context => context.Request.Headers.Authorization == "Bearer new"
            ? FakeApiServer.JsonAsync(context, Deleted + "\n")
            : FakeApiServer.JsonAsync(context, Unauthorized, 401);
        await ReadAsync(client, seen);

        Assert.Equal(("Unauthorized", false), (fault.Reason, fault.IsExpired));
        Assert.Equal([WatchEventType.Added, WatchEventType.Deleted], seen);
        Assert.Equal(["Bearer old", "Bearer old", "Bearer new"], _server.Calls.Select(call => call.Headers["Authorization"]));
    }

    private static WatchOptions Options => new() { LabelSelector = "l", ResourceVersion = "9", ServerTimeout = TimeSpan.FromMinutes(5) };

    private async Task<List<WatchEvent<T>>> ReadAsync<T>()
        where T : class
    {
        var changes = new List<WatchEvent<T>>();
        await foreach (var change in _client.WatchAsync<T>(Options, default))
            changes.Add(change);
        return changes;
    }

    private Task<KubernetesException> FaultAsync() => Assert.ThrowsAsync<KubernetesException>(() => ReadAsync<V1Namespace>());

    private static async Task ReadAsync(KubernetesClient client, List<WatchEventType> seen)
    {
        await foreach (var change in client.WatchAsync<V1Namespace>(Options, default))
            seen.Add(change.Type);
    }
}
