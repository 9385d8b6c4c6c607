using System.Diagnostics.Metrics;
using K8sRouter.Core.Telemetry;

namespace K8sRouter.Core.Tests.Telemetry;

public sealed class PrometheusRegistryTests : IDisposable
{
    private readonly Meter _meter = new("k8srouter");
    private readonly PrometheusRegistry _registry;

    public PrometheusRegistryTests() => _registry = new PrometheusRegistry(_meter);

    public void Dispose()
    {
        _registry.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counters_are_added_up_per_set_of_labels()
    {
        var counter = _meter.CreateCounter<long>("k8srouter_things_total", description: "Things.");
        counter.Add(1, new("a", "x"), new("b", "1"));
        counter.Add(2, new("a", "x"), new("b", "1"));
        counter.Add(5, new("a", "y"), new("b", "1"));

        string text = Scrape();

        Assert.StartsWith("# HELP k8srouter_things_total Things.\n# TYPE k8srouter_things_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("\nk8srouter_things_total{a=\"x\",b=\"1\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("\nk8srouter_things_total{a=\"y\",b=\"1\"} 5\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Histograms_have_cumulative_buckets_whose_last_one_is_the_count()
    {
        var histogram = _meter.CreateHistogram(
            "k8srouter_wait_seconds", "s", "Wait.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (double value in new[] { 0.05, 0.1, 0.5, 3 })
            histogram.Record(value, new KeyValuePair<string, object?>("api", "chat"));

        Assert.Equal(
            """
            # HELP k8srouter_wait_seconds Wait.
            # TYPE k8srouter_wait_seconds histogram
            k8srouter_wait_seconds_bucket{api="chat",le="0.1"} 2
            k8srouter_wait_seconds_bucket{api="chat",le="1"} 3
            k8srouter_wait_seconds_bucket{api="chat",le="+Inf"} 4
            k8srouter_wait_seconds_sum{api="chat"} 3.65
            k8srouter_wait_seconds_count{api="chat"} 4

            """,
            Scrape());
    }

    [Fact]
    public void Up_down_counters_sink_and_gauges_show_the_last_value()
    {
        var active = _meter.CreateUpDownCounter<int>("k8srouter_active");
        active.Add(2);
        active.Add(-1);
        var gauge = _meter.CreateGauge<double>("k8srouter_level");
        gauge.Record(5);
        gauge.Record(4.5);

        Assert.Equal("# TYPE k8srouter_active gauge\nk8srouter_active 1\n# TYPE k8srouter_level gauge\nk8srouter_level 4.5\n", Scrape());
    }

    [Fact]
    public void Observable_instruments_are_asked_at_each_scrape_and_a_vanished_series_is_gone()
    {
        var sinks = new List<string> { "records", "webhook" };
        long bytes = 10;
        _meter.CreateObservableGauge("k8srouter.sink.lag", () => sinks.Select(s => new Measurement<long>(bytes, new KeyValuePair<string, object?>("sink", s))), "By");
        Assert.Contains("k8srouter_sink_lag_bytes{sink=\"webhook\"} 10", Scrape(), StringComparison.Ordinal);

        sinks.Remove("webhook");
        bytes = 7;

        string text = Scrape();
        Assert.Contains("k8srouter_sink_lag_bytes{sink=\"records\"} 7", text, StringComparison.Ordinal);
        Assert.DoesNotContain("webhook", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_observable_counter_shows_the_observed_total()
    {
        _meter.CreateObservableCounter("k8srouter.journal.bytes", () => 12L);
        Scrape();
        Assert.Equal("# TYPE k8srouter_journal_bytes_total counter\nk8srouter_journal_bytes_total 12\n", Scrape());
    }

    [Fact]
    public void Label_values_are_escaped()
    {
        _meter.CreateCounter<long>("k8srouter_odd_total").Add(1, new KeyValuePair<string, object?>("the.label", "a\"b\\c\nd"));
        Assert.Contains("k8srouter_odd_total{the_label=\"a\\\"b\\\\c\\nd\"} 1\n", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_meter_of_the_same_name_is_not_listened_to()
    {
        using var other = new Meter("k8srouter");
        other.CreateCounter<long>("k8srouter_foreign_total").Add(1);
        Assert.Equal("", Scrape());
    }

    [Fact]
    public void Labels_without_bound_end_in_one_series_of_overflow()
    {
        var counter = _meter.CreateCounter<long>("k8srouter_many_total");
        for (int i = 0; i < 3000; i++)
            counter.Add(1, new KeyValuePair<string, object?>("n", i));

        string text = Scrape();
        Assert.Contains("k8srouter_many_total{overflow=\"true\"} 1000\n", text, StringComparison.Ordinal);
        Assert.InRange(text.Split('\n').Length, 2000, 2010);
    }

    [Fact]
    public void Measurements_from_many_threads_are_all_counted()
    {
        var counter = _meter.CreateCounter<long>("k8srouter_race_total");
        var histogram = _meter.CreateHistogram<double>("k8srouter_race_seconds");
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 2000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("k", i % 3 == 0 ? "a" : "b"));
                histogram.Record(1);
            }
        });

        string text = Scrape();
        Assert.Contains("k8srouter_race_total{k=\"a\"} 2668\n", text, StringComparison.Ordinal);
        Assert.Contains("k8srouter_race_total{k=\"b\"} 5332\n", text, StringComparison.Ordinal);
        Assert.Contains("k8srouter_race_seconds_count 8000\n", text, StringComparison.Ordinal);
    }

    private string Scrape()
    {
        var text = new PrometheusText();
        _registry.Write(text);
        return text.ToString();
    }
}
