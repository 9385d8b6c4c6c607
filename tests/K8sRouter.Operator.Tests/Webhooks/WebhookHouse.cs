using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Injection;
using K8sRouter.Operator.Tests.Webhooks.Admission;
using K8sRouter.Operator.Webhooks;
using K8sRouter.Operator.Webhooks.Admission;
using K8sRouter.Operator.Webhooks.Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Operator.Tests.Webhooks;

/// <summary>One replica: its certificates and its port.</summary>
internal sealed class WebhookHouse : IAsyncDisposable
{
    private readonly Meter _meter = new("webhook");
    private readonly CancellationTokenSource _stop = new();
    private Task _certificates = Task.CompletedTask;

    private WebhookHouse()
    {
    }

    public CertificateManager Certificates { get; private set; } = null!;

    public WebhookServer Server { get; private set; } = null!;

    public Uri Validate => new($"https://127.0.0.1:{Server.Port}/validate");

    /// <summary>Where it is asked about pods of a namespace that opted in.</summary>
    public Uri Inject => new($"https://127.0.0.1:{Server.Port}/inject/namespace");

    public static async Task<WebhookHouse> StartAsync(ICertificateStore store, CertificateLifetimes? lifetimes = null)
    {
        var house = new WebhookHouse();
        var metrics = new WebhookMetrics(house._meter);
        house.Certificates = new(
            store, CertificateNames.OfService("k8srouter-webhook", "k8srouter-system") with { Addresses = [IPAddress.Loopback] },
            lifetimes ?? new(), TimeProvider.System, metrics, NullLogger<CertificateManager>.Instance);
        await house.Certificates.CheckAsync(default);
        house._certificates = house.Certificates.RunAsync(house._stop.Token);
        var pods = new PodReviews(
            name => new() { Name = name, OptedIn = true, IsWorkspace = true }, () => new() { Image = "sidecar:1" },
            () => ServerFeatures.Native, new(house._meter), NullLogger<PodReviews>.Instance);
        var endpoint = new AdmissionEndpoint(
            new Dictionary<string, IAdmissionHandler>
            {
                [ResourceReviews.Path] = new ResourceReviews(
                    new(new FakeAdmissionContext(), TimeProvider.System), metrics, NullLogger<ResourceReviews>.Instance),
                [PodReviews.NamespacePath] = pods,
            },
            TimeProvider.System, metrics, NullLogger<AdmissionEndpoint>.Instance);
        house.Server = await WebhookServer.StartAsync(
            new() { Address = IPAddress.Loopback, Port = 0 }, house.Certificates, endpoint, NullLoggerFactory.Instance, default);
        return house;
    }

    /// <summary>A client as the API server is one: it trusts a bundle, looks at the name, and opens connections of its own.</summary>
    public static HttpClient Client(string bundle, Version? version = null) =>
        new(new SocketsHttpHandler { UseProxy = false, SslOptions = Trusting(bundle) })
        {
            DefaultRequestVersion = version ?? HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromSeconds(20),
        };

    public static SslClientAuthenticationOptions Trusting(string bundle)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(bundle);
        return new() { TargetHost = "127.0.0.1", CertificateChainPolicy = policy, AllowTlsResume = false };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _certificates;
        await Server.DisposeAsync();
        _stop.Dispose();
        _meter.Dispose();
    }
}
