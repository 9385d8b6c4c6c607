using K8sRouter.Sidecar.Routing;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Routing;

public sealed class EndpointHealthTests
{
    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly EndpointHealth _health;

    public EndpointHealthTests() => _health = new EndpointHealth(_clock);

    [Fact]
    public void A_fault_is_an_outage_for_thirty_seconds()
    {
        Assert.False(_health.HasOutage("a"));
        _health.NoteFault("a");
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.True(_health.HasOutage("a"));
        Assert.False(_health.HasOutage("b"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_health.HasOutage("a"));
    }

    [Fact]
    public void A_provider_that_asks_for_more_time_gets_it_up_to_ten_minutes()
    {
        _health.NoteFault("a", retryAfterSeconds: 120);
        _health.NoteFault("b", retryAfterSeconds: 1_000_000);
        _clock.Advance(TimeSpan.FromSeconds(119));
        Assert.True(_health.HasOutage("a"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_health.HasOutage("a"));
        Assert.True(_health.HasOutage("b"));
        _clock.Advance(TimeSpan.FromSeconds(480));
        Assert.False(_health.HasOutage("b"));
    }

    [Fact]
    public void A_second_fault_does_not_shorten_what_the_provider_asked_for()
    {
        _health.NoteFault("a", retryAfterSeconds: 300);
        _health.NoteFault("a");
        _clock.Advance(TimeSpan.FromSeconds(200));

        Assert.True(_health.HasOutage("a"));
    }

    [Fact]
    public void Percentiles_are_of_the_last_five_minutes_and_null_where_nothing_was_seen()
    {
        Assert.Null(_health.Latency("a", 0.5));
        for (int i = 1; i <= 100; i++)
            _health.NoteServed("a", i, tokensPerSecond: null);
        Assert.Equal((50.0, 75.0, 99.0), (_health.Latency("a", 0.5), _health.Latency("a", 0.75), _health.Latency("a", 0.99)));
        Assert.Null(_health.Throughput("a", 0.5));

        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Null(_health.Latency("a", 0.5));
    }

    [Fact]
    public void A_high_percentile_of_throughput_is_a_slow_one()
    {
        for (int i = 1; i <= 100; i++)
            _health.NoteServed("a", 1, i);

        Assert.Equal((51.0, 11.0), (_health.Throughput("a", 0.5), _health.Throughput("a", 0.9)));
    }

    [Fact]
    public void Uptime_is_the_share_of_calls_that_were_served()
    {
        Assert.Null(_health.Uptime("a", TimeSpan.FromMinutes(30)));
        _health.NoteFault("a");
        for (int i = 0; i < 3; i++)
            _health.NoteServed("a", 1, 1);

        Assert.Equal(75, _health.Uptime("a", TimeSpan.FromMinutes(30)));
    }

    [Fact]
    public void Only_the_last_calls_are_kept()
    {
        for (int i = 0; i < 2_000; i++)
            _health.NoteServed("a", i < 1_488 ? 1 : 9, 1);

        Assert.Equal(9, _health.Latency("a", 0.01));
    }
}
