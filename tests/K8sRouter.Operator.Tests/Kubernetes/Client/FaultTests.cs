using System.Net;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Kubernetes.Client;

public sealed class FaultTests : IAsyncLifetime
{
    private static readonly V1Patch Patch = new(PatchType.ApplyPatch, "{}"u8.ToArray());

    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private FakeApiServer _server = null!;
    private KubernetesClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _client = _server.Client(_clock);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_refusal_names_verb_and_object_and_says_what_the_server_says()
    {
        _server.AnswerJson("""{"kind":"Status","status":"Failure","message":"configmaps \"k8srouter-config\" is forbidden: unable to create new content in namespace team-a because it is being terminated","reason":"Forbidden","details":{"name":"k8srouter-config","kind":"configmaps","causes":[{"reason":"NamespaceTerminating","message":"namespace team-a is being terminated","field":"metadata.namespace"}]},"code":403}""", 403);

        var fault = await FaultAsync<V1ConfigMap>("k8srouter-config");

        Assert.Equal("patch configmaps \"team-a/k8srouter-config\": Forbidden: configmaps \"k8srouter-config\" is forbidden: unable to create new content in namespace team-a because it is being terminated", fault.Message);
        Assert.True(fault.IsForbidden);
        Assert.True(fault.IsNamespaceTerminating);
    }

    [Fact]
    public async Task A_refused_Secret_is_told_of_by_fields_alone()
    {
        _server.AnswerJson("""{"kind":"Status","message":"Secret \"s\" is invalid: data[k]: Invalid value: \"hunter2\"","reason":"Invalid","details":{"causes":[{"reason":"FieldValueInvalid","message":"Invalid value: \"hunter2\"","field":"data[k]"}]},"code":422}""", 422);

        var fault = await FaultAsync<V1Secret>("s");

        Assert.Equal("patch secrets \"team-a/s\": Invalid: data[k]", fault.Message);
        Assert.DoesNotContain("hunter2", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Conflict", true, false)]
    [InlineData("AlreadyExists", false, true)]
    public async Task A_conflict_is_told_from_what_exists_already(string reason, bool conflict, bool exists)
    {
        _server.AnswerJson($$"""{"kind":"Status","message":"m","reason":"{{reason}}","code":409}""", 409);

        var fault = await FaultAsync<V1ConfigMap>("c");

        Assert.Equal((conflict, exists), (fault.IsConflict, fault.IsAlreadyExists));
    }

    [Fact]
    public async Task A_kind_that_is_not_served_is_no_missing_object()
    {
        _server.Answer = async context =>
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("404 page not found\n");
        };

        var fault = await Assert.ThrowsAsync<KubernetesException>(() => _client.GetAsync<ModelProvider>(null, "openai", default));

        Assert.True(fault.IsNotFound);
        Assert.Equal("get modelproviders.k8srouter.io \"openai\": 404: the server doesn't serve this; is its CustomResourceDefinition installed?", fault.Message);
    }

    [Theory]
    [InlineData("7", null, 7)]
    [InlineData(null, 3, 3)]
    [InlineData("Fri, 20 Nov 2026 12:00:30 GMT", null, 30)]
    [InlineData("Fri, 20 Nov 2026 11:00:00 GMT", null, 0)]
    [InlineData(null, null, null)]
    public async Task A_server_that_asks_to_wait_is_heard(string? header, int? inStatus, int? seconds)
    {
        _server.Answer = context =>
        {
            if (header is not null)
                context.Response.Headers.RetryAfter = header;
            return FakeApiServer.JsonAsync(context, $$$"""{"kind":"Status","message":"too many","reason":"TooManyRequests","details":{"retryAfterSeconds":{{{inStatus ?? 0}}}},"code":429}""", 429);
        };

        var fault = await FaultAsync<V1ConfigMap>("c");

        Assert.Equal(HttpStatusCode.TooManyRequests, fault.StatusCode);
        Assert.Equal(seconds, (int?)fault.RetryAfter?.TotalSeconds);
        Assert.Single(_server.Calls);
    }

    [Fact]
    public async Task Bodies_that_are_not_the_API_servers_are_not_repeated()
    {
        _server.AnswerJson("<html>secret of a proxy</html>", 502);

        Assert.Equal("patch configmaps \"team-a/c\": 502: the answer isn't a Kubernetes one", (await FaultAsync<V1ConfigMap>("c")).Message);
    }

    [Fact]
    public async Task A_web_page_in_the_place_of_an_object_is_an_error_and_not_repeated()
    {
        _server.AnswerJson("<html>secret of a proxy</html>");

        var fault = await FaultAsync<V1ConfigMap>("c");

        Assert.Equal("patch configmaps \"team-a/c\": \"?\" can't be read at $; is it of a newer version?", fault.Message);
        Assert.DoesNotContain("secret of a proxy", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var elsewhere = await FakeApiServer.StartAsync();
        _server.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Address.AbsoluteUri;
            return Task.CompletedTask;
        };

        Assert.Equal($"patch configmaps \"team-a/c\": {status}: the answer isn't a Kubernetes one", (await FaultAsync<V1ConfigMap>("c")).Message);
        Assert.Empty(elsewhere.Calls);
        Assert.Single(_server.Calls);
    }

    [Fact]
    public async Task A_cookie_is_not_sent_back()
    {
        _server.Answer = context =>
        {
            context.Response.Headers.SetCookie = "session=1";
            return FakeApiServer.JsonAsync(context, """{"metadata":{"name":"c"}}""");
        };

        await _client.GetAsync<V1ConfigMap>("a", "c", default);
        await _client.GetAsync<V1ConfigMap>("a", "c", default);

        Assert.DoesNotContain("Cookie", _server.Call.Headers.Keys);
    }

    [Fact]
    public async Task A_value_of_a_Secret_that_was_sent_is_in_no_exception()
    {
        _server.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        var secret = new V1Secret { Metadata = new() { Name = "s", NamespaceProperty = "a" }, Data = new Dictionary<string, byte[]> { ["k"] = "hunter2"u8.ToArray() } };

        var broken = await Assert.ThrowsAsync<KubernetesException>(() => _client.CreateAsync(secret, default));
        _server.AnswerJson("""{"kind":"Status","message":"data[k]: aHVudGVyMg==","reason":"Invalid","code":422}""", 422);
        var refused = await Assert.ThrowsAsync<KubernetesException>(() => _client.CreateAsync(secret, default));

        Assert.DoesNotContain("aHVudGVyMg", $"{broken}{refused}", StringComparison.Ordinal);
        Assert.Equal("create secrets \"a/s\": Invalid", refused.Message);
    }

    [Fact]
    public async Task A_user_name_with_a_password_is_sent_as_such()
    {
        var connection = _server.Connection;
        connection.Settings.AccessToken = null;
        connection.Settings.Username = "me";
        connection.Settings.Password = "sesame";
        using var client = new KubernetesClient(connection, _clock);
        _server.AnswerJson("""{"metadata":{"name":"c"}}""");

        await client.GetAsync<V1ConfigMap>("a", "c", default);

        Assert.Equal($"Basic {Convert.ToBase64String("me:sesame"u8)}", _server.Call.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_refused_token_is_read_anew_and_the_call_is_sent_once_more()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token", "old");
        var connection = _server.Connection;
        connection.Settings.TokenProvider = new FileToken(folder["token"], _clock);
        using var client = new KubernetesClient(connection, _clock);
        _server.Answer = context => context.Request.Headers.Authorization == "Bearer new"
            ? FakeApiServer.JsonAsync(context, """{"metadata":{"name":"c"}}""")
            : FakeApiServer.JsonAsync(context, """{"kind":"Status","reason":"Unauthorized","message":"Unauthorized","code":401}""", 401);

        var stale = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<V1ConfigMap>("a", "c", default));
        folder.Write("token", "new");
        var map = await client.PatchAsync<V1ConfigMap>("a", "c", Patch, new() { FieldManager = "m" }, default);

        Assert.Equal(HttpStatusCode.Unauthorized, stale.StatusCode);
        Assert.Equal("c", map.Metadata.Name);
        Assert.Equal(["Bearer old", "Bearer old", "Bearer new"], _server.Calls.Select(call => call.Headers["Authorization"]));
        Assert.Equal("{}", _server.Call.Body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_does_not_come_is_given_up_after_30_seconds(bool watch)
    {
        var asked = new TaskCompletionSource();
        _server.Answer = async _ =>
        {
            asked.SetResult();
            await _server.Never;
        };

        var call = watch ? WatchAsync() : _client.GetAsync<V1ConfigMap>("a", "c", default);
        await asked.Task;
        _clock.Advance(TimeSpan.FromSeconds(30));
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => call);

        Assert.EndsWith(": no complete answer within 30 seconds", fault.Message, StringComparison.Ordinal);
        Assert.Null(fault.StatusCode);
    }

    [Fact]
    public async Task A_watch_that_has_begun_has_no_time_limit()
    {
        var late = new TaskCompletionSource();
        var more = new TaskCompletionSource();
        _server.Answer = async context =>
        {
            await context.Response.Body.FlushAsync();
            await late.Task;
            await context.Response.WriteAsync("""{"type":"ADDED","object":{"metadata":{"name":"a"}}}""" + "\n");
            await context.Response.Body.FlushAsync();
            await more.Task;
            await context.Response.WriteAsync("""{"type":"ADDED","object":{"metadata":{"name":"b"}}}""" + "\n");
        };

        await using var changes = _client.WatchAsync<V1Namespace>(new() { ResourceVersion = "1", ServerTimeout = TimeSpan.FromHours(1) }, default).GetAsyncEnumerator();
        var next = changes.MoveNextAsync();
        late.SetResult();
        Assert.True(await next);
        _clock.Advance(TimeSpan.FromHours(1));
        more.SetResult();

        Assert.True(await changes.MoveNextAsync());
        Assert.False(await changes.MoveNextAsync());
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends_as_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        _server.Answer = async _ =>
        {
            await cancellation.CancelAsync();
            await _server.Never;
        };

        var fault = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetAsync<V1ConfigMap>("a", "c", cancellation.Token));

        Assert.Equal(cancellation.Token, fault.CancellationToken);
    }

    [Fact]
    public async Task A_server_that_is_away_is_named()
    {
        var address = _server.Address;
        await _server.DisposeAsync();

        var fault = await FaultAsync<V1ConfigMap>("c");

        Assert.StartsWith($"patch configmaps \"team-a/c\": can't reach {address.GetLeftPart(UriPartial.Authority)}: ", fault.Message, StringComparison.Ordinal);
        Assert.Null(fault.StatusCode);
    }

    [Fact]
    public async Task A_reset_connection_is_an_error_of_the_client()
    {
        _server.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        Assert.Contains("can't reach", (await FaultAsync<V1ConfigMap>("c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_such_object_is_an_error()
    {
        _server.AnswerJson("""{"metadata":{"name":"c"},"binaryData":{"k":"not base64!"}}""");

        var fault = await FaultAsync<V1ConfigMap>("c");

        Assert.Equal("patch configmaps \"team-a/c\": \"c\" can't be read at $.binaryData.k; is it of a newer version?", fault.Message);
    }

    private Task<KubernetesException> FaultAsync<T>(string name)
        where T : class =>
        Assert.ThrowsAsync<KubernetesException>(() => _client.PatchAsync<T>("team-a", name, Patch, new() { FieldManager = "m" }, default));

    private async Task<V1ConfigMap?> WatchAsync()
    {
        await foreach (var _ in _client.WatchAsync<V1ConfigMap>(new() { ResourceVersion = "1", ServerTimeout = TimeSpan.FromHours(1) }, default))
        {
        }
        return null;
    }
}
