using System.Diagnostics.Metrics;
using K8sRouter.Core.Telemetry;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Hosting;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Tests.Kubernetes;
using K8sRouter.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Hosting;

public sealed class HealthPortTests : IDisposable
{
    private readonly FakeTimeProvider _time = Clocks.Noon();
    private readonly FakeKubernetes _server = new();
    private readonly Meter _meter = new("health");
    private readonly PrometheusRegistry _registry;
    private readonly Informer<V1Namespace> _informer;
    private readonly HealthPort _port;

    public HealthPortTests()
    {
        _registry = new PrometheusRegistry(_meter);
        _informer = new(_server, new InformerOptions<V1Namespace>(), new(), _time, new Random(1), new CapturingLogger());
        _port = new HealthPort([_informer], _registry, _time);
    }

    public void Dispose()
    {
        _registry.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task An_API_server_that_is_away_is_no_reason_to_restart_the_process()
    {
        using var stop = new CancellationTokenSource();
        _server.Before = (_, _) => throw FakeKubernetes.Unreachable();
        var running = _informer.RunAsync(stop.Token);
        await Soon.Holds(() => _informer.Problem is not null, "a problem");
        _time.Advance(TimeSpan.FromMinutes(20));

        Assert.Equal(200, await StatusAsync("/healthz"));
        Assert.Equal(503, await StatusAsync("/readyz"));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_process_that_hears_nothing_and_cannot_say_why_is_stuck()
    {
        _time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(200, await StatusAsync("/healthz"));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(503, await StatusAsync("/healthz"));
    }

    private async Task<int> StatusAsync(string path)
    {
        var context = new DefaultHttpContext { Request = { Path = path } };
        await _port.HandleAsync(context);
        return context.Response.StatusCode;
    }
}
