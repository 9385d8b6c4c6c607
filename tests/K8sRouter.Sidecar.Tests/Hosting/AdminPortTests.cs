using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Telemetry;
using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Hosting;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Notices;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Tests.Configuration;
using K8sRouter.Sidecar.Tests.Conformance;
using K8sRouter.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Hosting;

/// <summary>Who gets what of the admin port, by where it listens, where the caller is and what it sends.</summary>
public sealed class AdminPortTests : IDisposable
{
    private const string Token = "dG9rZW4tY2FuYXJ5LW9mLXRoZS1hZG1pbi1wb3J0LTE=";
    private const string Elsewhere = "10.1.2.3";

    private readonly MountedVolume _volume = new();
    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly Meter _meter = new("k8srouter");
    private readonly PrometheusRegistry _registry;

    public AdminPortTests()
    {
        _registry = new(_meter);
        _volume.Files[ConfigFiles.AdminToken] = Token + "\n";
        _volume.Write(Samples.Config());
    }

    public void Dispose()
    {
        _registry.Dispose();
        _meter.Dispose();
        _volume.Dispose();
    }

    [Theory]
    [InlineData("any", Elsewhere, null, 401)]
    [InlineData("any", "127.0.0.1", null, 401)]
    [InlineData("10.9.9.9", Elsewhere, "Bearer wrong", 401)]
    [InlineData("any", Elsewhere, "Bearer " + Token, 200)]
    [InlineData("127.0.0.1", "127.0.0.1", null, 200)]
    [InlineData("::1", "::1", null, 200)]
    public async Task Details_need_the_token_wherever_others_than_the_pod_get_there(
        string listen, string from, string? authorization, int status)
    {
        var answer = await CallAsync(listen, "GET", "/status", from, authorization);

        Assert.Equal(status, answer.Response.StatusCode);
        if (status == 401)
            Assert.Equal(("Bearer", true), (answer.Response.Headers.WWWAuthenticate.ToString(), Text(answer).Contains("admin-token", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Events_need_it_too() =>
        Assert.Equal(401, (await CallAsync("any", "GET", "/events", Elsewhere, null)).Response.StatusCode);

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", null, 401)]
    [InlineData("any", Elsewhere, "Bearer wrong", 401)]
    [InlineData("any", Elsewhere, "Bearer " + Token, 202)]
    [InlineData("127.0.0.1", "127.0.0.1", "Bearer " + Token, 202)]
    public async Task Ending_the_process_needs_it_always(string listen, string from, string? authorization, int status)
    {
        var ending = Ending();
        var answer = await CallAsync(listen, "POST", "/quit", from, authorization, ending);
        Assert.Equal((status, status == 202), (answer.Response.StatusCode, ending.HasBegun));
        Assert.DoesNotContain("dG9rZW4", Text(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_at_quit_ends_nothing()
    {
        var ending = Ending();
        var answer = await CallAsync("any", "GET", "/quit", Elsewhere, "Bearer " + Token, ending);
        Assert.Equal((405, "POST", false), (answer.Response.StatusCode, answer.Response.Headers.Allow.ToString(), ending.HasBegun));
    }

    [Theory]
    [InlineData("any", Elsewhere, null, false)]
    [InlineData("any", Elsewhere, "Bearer " + Token, true)]
    [InlineData("any", "127.0.0.1", null, true)]
    [InlineData("127.0.0.1", "127.0.0.1", null, true)]
    public async Task Why_a_configuration_was_refused_is_told_in_the_pod_or_for_the_token(
        string listen, string from, string? authorization, bool told)
    {
        var good = Samples.Config();
        _volume.Files[ConfigFiles.AdminToken] = Token;
        var store = Store();
        store.Poll();
        _volume.Write(good with { Providers = [good.Providers[0], good.Providers[0]] });
        store.Poll();

        string revision = Text(await CallAsync(listen, "GET", "/revision", from, authorization, store: store));
        Assert.Equal(told, revision.Contains(good.Providers[0].Slug, StringComparison.Ordinal));
        Assert.Equal(!told, revision.Contains(AdminHandlers.RefusalUndetailed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task To_the_cluster_not_ready_says_that_a_configuration_was_refused_and_no_word_of_it()
    {
        var good = Samples.Config();
        _volume.Write(good with { Providers = [good.Providers[0], good.Providers[0]] });

        var beside = await CallAsync("any", "GET", "/readyz", "::1", null);
        var elsewhere = await CallAsync("any", "GET", "/readyz", Elsewhere, null);

        Assert.Equal((503, 503), (beside.Response.StatusCode, elsewhere.Response.StatusCode));
        Assert.Contains("Duplicate value", Text(beside), StringComparison.Ordinal);
        Assert.Equal(
            $"the configuration was refused: {AdminHandlers.RefusalUndetailed}",
            JsonElement.Parse(Text(elsewhere)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task From_the_signal_on_it_isnt_ready()
    {
        var ending = Ending();
        Assert.Equal(200, (await CallAsync("any", "GET", "/readyz", Elsewhere, null, ending)).Response.StatusCode);
        ending.Begin(EndingCauses.Sigterm);
        Assert.Equal(503, (await CallAsync("any", "GET", "/readyz", Elsewhere, null, ending)).Response.StatusCode);
    }

    private Ending Ending() => new(
        new SidecarOptions { ConfigDirectory = "", DrainIdle = TimeSpan.FromSeconds(5) }, new CallsInFlight(_clock), _clock, NullLogger.Instance);

    private ConfigurationStore Store() => new(_volume.Path, _clock, NullLogger<ConfigurationStore>.Instance);

    private async Task<HttpContext> CallAsync(
        string listen, string method, string path, string from, string? authorization, Ending? ending = null, ConfigurationStore? store = null)
    {
        var options = new SidecarOptions { ConfigDirectory = _volume.Path, AdminListen = listen };
        await using var journal = new JournalHolder(options, _clock, NullLogger<DiskJournal>.Instance, _meter);
        store ??= Store();
        store.Poll();
        // Without a journal no sink is looked at.
        var port = new AdminPort(
            options, store, new AdminHandlers(_registry), journal, null!, new NoticeQueue(new NoticeMetrics(_meter)), new EventFeed(),
            ending ?? Ending(), null!);
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Path = path;
        context.Request.Headers.Authorization = authorization;
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        context.Response.Body = new MemoryStream();
        await port.HandleAsync(context);
        return context;
    }

    private static string Text(HttpContext context) => System.Text.Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
}
