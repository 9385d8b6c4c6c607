using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Operator.Kubernetes.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace K8sRouter.Operator.Tests.Kubernetes.Configuration;

/// <summary>Tokens of an identity provider, which here is a server on loopback. The library goes by the system's clock.</summary>
public sealed class IdentityTokenTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _renewals = [];
    private FakeApiServer _server = null!;
    private WebApplication _provider = null!;
    private KubernetesClient? _client;
    private Func<string> _tokenEndpoint = () => "";
    private Func<HttpContext, Task> _renew = _ => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _server.AnswerJson("""{"metadata":{"name":"c"}}""");
        _folder.Write("ca.crt", _server.Authority.Pem);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _provider = builder.Build();
        _provider.MapGet("/realm/.well-known/openid-configuration", () => Results.Text(_tokenEndpoint()));
        _provider.MapPost("/token", async context =>
        {
            var form = await context.Request.ReadFormAsync();
            _renewals.Enqueue($"{form["grant_type"]} {form["client_id"]} {form["client_secret"]} {form["refresh_token"]}");
            await _renew(context);
        });
        await _provider.StartAsync();
        _tokenEndpoint = () => $$"""{"token_endpoint":"{{_provider.Urls.Single()}}/token"}""";
        _renew = context => context.Response.WriteAsync($$"""{"id_token":"{{Token(hours: 1)}}","refresh_token":"next","expires_in":3600}""");
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _client?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_token_that_lasts_is_sent_as_it_is()
    {
        Configure(Token(hours: 2));

        await CallAsync();

        Assert.Equal($"Bearer {Token(hours: 2)}", _server.Call.Headers["Authorization"]);
        Assert.Empty(_renewals);
    }

    [Fact]
    public async Task An_expired_token_is_renewed_once_for_all_calls_where_the_issuer_says()
    {
        Configure(Token(hours: -1));

        await Task.WhenAll(CallAsync(), CallAsync(), CallAsync());

        Assert.All(_server.Calls, call => Assert.Equal($"Bearer {Token(hours: 1)}", call.Headers["Authorization"]));
        Assert.Equal(["refresh_token me sesame first"], _renewals);
    }

    [Fact]
    public async Task A_provider_that_renews_nothing_is_named_and_not_quoted()
    {
        _renew = context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("hush");
        };
        Configure(Token(hours: -1));

        var fault = await FaultAsync();

        Assert.Equal($"get configmaps \"a/c\": there is no credential to send: {_folder["config"]}: user \"u\": the id-token has expired, and {Issuer} gave no other. Log in again.", fault.Message);
        AssertTellsNothing(fault);
    }

    [Theory]
    [InlineData("<html>hush")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"token_endpoint":7}""")]
    [InlineData("""{"token_endpoint":"hush"}""")]
    [InlineData("""{"token_endpoint":"file:///hush"}""")]
    public async Task An_issuer_that_does_not_say_where_tokens_are_renewed_is_named_and_not_quoted(string answer)
    {
        _tokenEndpoint = () => answer;
        Configure(Token(hours: -1));

        var fault = await FaultAsync();

        Assert.EndsWith($"user \"u\": {Issuer}/.well-known/openid-configuration can't be reached, or doesn't say where tokens are renewed (token_endpoint).", fault.Message, StringComparison.Ordinal);
        AssertTellsNothing(fault);
    }

    [Fact]
    public async Task An_issuer_that_is_away_is_named()
    {
        Configure(Token(hours: -1));
        await _provider.StopAsync();

        Assert.Contains($"{Issuer}/.well-known/openid-configuration can't be reached", (await FaultAsync()).Message, StringComparison.Ordinal);
    }

    private string Issuer => $"{_provider.Urls.Single()}/realm";

    /// <summary>Unsigned, since nobody checks it here.</summary>
    private static string Token(int hours)
    {
        var end = TimeProvider.System.GetUtcNow().Date.AddDays(1).AddHours(hours * 48);
        return $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"exp":{{new DateTimeOffset(end, TimeSpan.Zero).ToUnixTimeSeconds()}}}"""))}.hush";
    }

    private void AssertTellsNothing(KubernetesException fault)
    {
        Assert.DoesNotContain("hush", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", fault.ToString(), StringComparison.Ordinal);
        Assert.Empty(_server.Calls);
    }

    private void Configure(string token)
    {
        _folder.Write("config", $$$"""
            clusters: [{name: c, cluster: {server: "{{{_server.Address}}}", certificate-authority: ca.crt}}]
            users:
            - name: u
              user: {auth-provider: {name: oidc, config: {idp-issuer-url: "{{{Issuer}}}", client-id: me, client-secret: sesame, id-token: {{{token}}}, refresh-token: first} } }
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);
        _client = new KubernetesClient(ConfigurationLoader.Load(new() { KubeConfigPath = _folder["config"], Environment = _ => null }, TimeProvider.System), TimeProvider.System);
    }

    private Task CallAsync() => _client!.GetAsync<V1ConfigMap>("a", "c", default);

    private Task<KubernetesException> FaultAsync() => Assert.ThrowsAsync<KubernetesException>(CallAsync);
}
