using System.Diagnostics.Metrics;
using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Google;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Catalog;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Forwarding;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Hosting;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Notices;
using K8sRouter.Sidecar.Routing;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Tests.Conformance;
using K8sRouter.Sidecar.Tests.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace K8sRouter.Sidecar.Tests.Forwarding;

/// <summary>
/// The data port on a real server with the real forwarder, since only there an answer that is cut can be seen as such; the
/// provider answers what a test says.
/// </summary>
internal sealed class RoadUnderTest : IAsyncDisposable
{
    /// <summary>Fields of a request that make the order of endpoints certain.</summary>
    public const string CheapestFirst = ",\"provider\":{\"sort\":\"price\"}";

    private readonly Meter _meter = new("k8srouter");
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _upstream;
    private readonly HttpClient _client;

    private RoadUnderTest(
        ActiveConfiguration active, IJournal journal, Func<HttpRequestMessage, HttpResponseMessage> provider, SidecarOptions options,
        CallMemory memory, TimeProvider clock)
    {
        _upstream = new HttpMessageInvoker(new Provider(provider, this));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => SidecarServer.SetLimits(kestrel.Limits));
        builder.Services.AddHttpForwarder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddProvider(new LogProvider(Log));
        builder.Logging.AddFilter("Yarp", LogLevel.None);
        _app = builder.Build();
        var metrics = new SidecarMetrics(_meter);
        var health = new EndpointHealth(clock);
        var source = new FixedSource(active);
        var notices = new NoticeBoard(source, journal, Events, new NoticeQueue(new NoticeMetrics(_meter)), clock);
        var index = new GenerationIndex();
        var usage = new KeyUsage(clock);
        var recorder = new GenerationRecorder(journal, index, Events, usage, health, metrics, options, clock);
        var inference = new InferenceHandler(
            source, recorder, health, new ProviderCredentials(new GoogleAccessTokens(clock, _ => null)),
            _app.Services.GetRequiredService<IHttpForwarder>(), _upstream, memory, metrics, notices, options, clock,
            _app.Services.GetRequiredService<ILogger<InferenceHandler>>());
        var generations = new GenerationHandlers(index, new(() => null, new FolderObjectStore("/nowhere"), "k8srouter"));
        var port = new DataPort(
            source, inference, new CatalogHandlers(clock, health), new KeyHandler(usage), generations, new CallsInFlight(clock));
        _app.Run(port.HandleAsync);
        _client = new HttpClient();
    }

    /// <summary>What is told of the calls.</summary>
    public EventFeed Events { get; } = new();

    /// <summary>Names and values of the headers of the last answer.</summary>
    public IReadOnlyList<string> Headers { get; private set; } = [];

    /// <summary>Warnings and errors, the server's own among them, with their exceptions.</summary>
    public RecordingLogger Log { get; } = new();

    /// <summary>How often the provider was called.</summary>
    public int Calls { get; private set; }

    /// <summary>What the provider was sent last.</summary>
    public string? Sent { get; private set; }

    /// <summary>A client of the data port.</summary>
    public HttpClient Client => _client;

    public static async Task<RoadUnderTest> StartAsync(
        RouterConfig config, IJournal journal, Func<HttpRequestMessage, HttpResponseMessage> provider, SidecarOptions? options = null,
        TimeProvider? clock = null, Credentials? credentials = null, CallMemory? memory = null)
    {
        var road = new RoadUnderTest(
            Samples.Active(config, credentials), journal, provider, options ?? new SidecarOptions { ConfigDirectory = "" },
            memory ?? Samples.Memory(), clock ?? TimeProvider.System);
        await road._app.StartAsync();
        road._client.BaseAddress = new Uri(road._app.Urls.Single());
        return road;
    }

    /// <summary>
    /// A workspace that has <c>acme/one</c> on every API, at 1 and 4 millionths of a dollar, first from Acme and then, for
    /// twice as much, from Spare.
    /// </summary>
    public static RouterConfig ConfigWithSpare()
    {
        var config = Config();
        var spare = config.Providers[0] with
        {
            Slug = "spare",
            DisplayName = "Spare",
            Upstreams = [.. config.Providers[0].Upstreams.Select(u => u with { BaseUrl = "https://spare.example/v1" })],
        };
        var second = config.Endpoints[0] with
        {
            Id = "spare/acme/one",
            Provider = "spare",
            Pricing = new EndpointPricing { Prompt = 0.000002m, Completion = 0.000008m },
        };
        return config with { Providers = [.. config.Providers, spare], Endpoints = [.. config.Endpoints, second] };
    }

    /// <summary>A workspace that has <c>acme/one</c> on every API, at 1 and 4 millionths of a dollar.</summary>
    public static RouterConfig Config()
    {
        string[] openAI = [GenerationApis.Chat, GenerationApis.Completions, GenerationApis.Responses, GenerationApis.Embeddings];
        return Samples.Config() with
        {
            Providers =
            [
                Samples.Provider() with
                {
                    Upstreams =
                    [
                        new UpstreamEntry { Apis = openAI, Protocol = "OpenAI", BaseUrl = "https://acme.example/v1" },
                        new UpstreamEntry { Apis = [GenerationApis.Messages], Protocol = "Anthropic", BaseUrl = "https://acme.example/v1" },
                    ],
                },
            ],
            Models = [Samples.Model("acme/one")],
            Endpoints =
            [
                Samples.Endpoint("acme", "acme/one") with
                {
                    Apis = [.. openAI, GenerationApis.Messages],
                    Pricing = new EndpointPricing { Prompt = 0.000001m, Completion = 0.000004m },
                },
            ],
        };
    }

    /// <summary>Calls as a workload does.</summary>
    /// <returns>
    /// Status (0 where the cut came before it was read), what arrived of the body, and whether the connection was cut before its
    /// end.
    /// </returns>
    public async Task<(int Status, string Body, bool Cut)> CallAsync(
        string api, bool streamed = false, string fields = "", string model = "acme/one")
    {
        string body = CannedAnswers.Request(api).Replace("acme/one", model, StringComparison.Ordinal) + (streamed ? ",\"stream\":true" : "") + fields + "}";
        using var request = new HttpRequestMessage(HttpMethod.Post, CannedAnswers.Path(api))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        int status = 0;
        using var received = new MemoryStream();
        try
        {
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            status = (int)answer.StatusCode;
            Headers = answer.Headers.Concat(answer.Content.Headers).SelectMany(header => header.Value.Prepend(header.Key)).ToList();
            await (await answer.Content.ReadAsStreamAsync()).CopyToAsync(received);
            return (status, Encoding.UTF8.GetString(received.ToArray()), false);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return (status, Encoding.UTF8.GetString(received.ToArray()), true);
        }
    }

    /// <summary>Calls for a stream, cheapest provider first; returns when headers have come.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string api, string? keepAlive = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, CannedAnswers.Path(api))
        {
            Content = new StringContent(CannedAnswers.Request(api) + ",\"stream\":true" + CheapestFirst + "}", Encoding.UTF8, "application/json"),
        };
        if (keepAlive is not null)
            request.Headers.Add(KeepAliveHeader.Name, keepAlive);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _upstream.Dispose();
        _meter.Dispose();
    }

    private sealed class FixedSource(ActiveConfiguration configuration) : IConfigurationSource
    {
        public ActiveConfiguration? Current => configuration;
    }

    private sealed class Provider(Func<HttpRequestMessage, HttpResponseMessage> answer, RoadUnderTest road) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            road.Calls++;
            road.Sent = await request.Content!.ReadAsStringAsync(cancellationToken);
            return answer(request);
        }
    }

    private sealed class LogProvider(ILogger logger) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
