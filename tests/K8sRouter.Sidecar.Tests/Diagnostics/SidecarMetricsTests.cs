using System.Diagnostics.Metrics;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Telemetry;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Tests.Conformance;

namespace K8sRouter.Sidecar.Tests.Diagnostics;

public sealed class SidecarMetricsTests : IDisposable
{
    private readonly Meter _meter = new("k8srouter");
    private readonly PrometheusRegistry _registry;

    public SidecarMetricsTests() => _registry = new PrometheusRegistry(_meter);

    public void Dispose()
    {
        _registry.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Measuring_a_known_set_of_labels_allocates_nothing()
    {
        var metrics = new SidecarMetrics(_meter);
        Measure(metrics);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Measure(metrics);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Measure(SidecarMetrics metrics)
        {
            metrics.RequestStarted();
            metrics.Attempt("acme", null);
            metrics.RouterOverhead(TimeSpan.FromMilliseconds(0.1));
            metrics.FirstToken(TimeSpan.FromSeconds(1));
            metrics.RequestEnded(GenerationApis.Chat, 200, TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public void The_road_of_a_request_shows_up_under_its_documented_names()
    {
        var metrics = new SidecarMetrics(_meter);
        metrics.RequestStarted();
        metrics.Attempt("slow", AttemptFailures.Timeout);
        metrics.Attempt("acme", null);
        metrics.Generation(Samples.FullGeneration() with { ContentTruncated = true });
        metrics.Generation(Samples.Generation());
        metrics.Refusal(["data_policy:zdr"]);
        metrics.ConfigReload("accepted");
        metrics.RequestEnded(GenerationApis.Chat, 404, TimeSpan.FromSeconds(1));

        string[] lines = Scrape().Split('\n');

        foreach (string line in new[]
        {
            "k8srouter_requests_total{api=\"chat\",status=\"404\"} 1",
            "k8srouter_active_requests 0",
            "k8srouter_attempts_total{provider=\"slow\",outcome=\"timeout\"} 1",
            "k8srouter_attempts_total{provider=\"acme\",outcome=\"served\"} 1",
            "k8srouter_generations_total{outcome=\"completed\"} 2",
            "k8srouter_capture_truncated_total 1",
            "k8srouter_unpriced_generations_total 1",
            "k8srouter_refusals_total{rule=\"data_policy:zdr\"} 1",
            "k8srouter_config_reloads_total{result=\"accepted\"} 1",
            "k8srouter_tokens_total{kind=\"prompt\"} 20",
            "k8srouter_cost_usd_total 2.475E-05",
            "k8srouter_request_duration_seconds_bucket{api=\"chat\",le=\"1\"} 1",
        })
            Assert.Contains(line, lines);
    }

    private string Scrape()
    {
        var text = new PrometheusText();
        _registry.Write(text);
        return text.ToString();
    }
}
