using System.Diagnostics.Metrics;
using System.Text.Json;
using K8sRouter.Core.Events;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Notices;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Tests.Conformance;
using K8sRouter.Sidecar.Tests.Generations;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Notices;

public sealed class NoticeBoardTests : IDisposable
{
    private readonly Meter _meter = new("k8srouter");
    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly EventFeed _feed = new();
    private readonly Source _source = new();
    private readonly NoticeQueue _queue;
    private readonly NoticeBoard _board;

    public NoticeBoardTests()
    {
        _queue = new(new NoticeMetrics(_meter), capacity: 3);
        _board = new(_source, new MemoryJournal(), _feed, _queue, _clock);
    }

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void A_configuration_is_told_with_its_revision_and_the_one_before()
    {
        _source.Set(redis: false, "r-1");
        _board.Looked(ConfigurationResults.Accepted, null);
        _board.Looked(ConfigurationResults.Refused, new(_clock.GetUtcNow(), "models: Duplicate value: \"a\""));
        _source.Set(redis: false, "r-2");
        _board.Looked(ConfigurationResults.Accepted, null);

        var told = Told();
        Assert.All(told, data => Assert.Equal(1, data.GetProperty("allowed_endpoints").GetInt32()));
        Assert.Equal(["accepted", "refused", "accepted"], told.Select(data => data.GetProperty("result").GetString()));
        Assert.Equal(["r-1", "r-1", "r-2"], told.Select(data => data.GetProperty("revision").GetString()));
        Assert.Equal([null, "r-1", "r-1"], told.Select(data => data.GetProperty("previous_revision").GetString()));
        Assert.Equal([null, "models: Duplicate value: \"a\"", null], told.Select(data => data.GetProperty("reason").GetString()));
    }

    [Fact]
    public void A_sink_is_told_with_its_destination_why_and_what_to_mend()
    {
        _source.Set(redis: false, "r-1");
        _board.Changed(new("destination/langfuse", SinkEventStates.Parked, "http_401", "Put a valid one."));
        _board.Changed(new("segments", SinkEventStates.Delivering));

        var told = Told();
        Assert.Equal(
            ("destination/langfuse", "langfuse", "parked", "http_401", "Put a valid one."),
            (Text(told[0], "sink"), Text(told[0], "destination"), Text(told[0], "state"), Text(told[0], "code"), Text(told[0], "remedy")));
        Assert.Equal(("segments", null, "delivering", null), (Text(told[1], "sink"), Text(told[1], "destination"), Text(told[1], "state"), Text(told[1], "code")));
    }

    [Fact]
    public void Before_the_first_configuration_there_is_nobody_to_tell()
    {
        _board.Looked(ConfigurationResults.Refused, new(_clock.GetUtcNow(), "reason"));
        _board.Changed(new("segments", SinkEventStates.Failing, "store"));

        Assert.Empty(_feed.Recent());
    }

    [Fact]
    public void For_Redis_they_wait_only_where_it_is_named_and_only_as_many_as_may()
    {
        _source.Set(redis: false, "r-1");
        _board.Looked(ConfigurationResults.Accepted, null);
        Assert.Equal(0, _queue.Status().Waiting);

        _source.Set(redis: true, "r-2");
        for (int i = 0; i < 10; i++)
            _board.Looked(ConfigurationResults.Accepted, null);

        Assert.Equal((3, 7), (_queue.Status().Waiting, _queue.Status().Dropped["queue_full"]));
        Assert.Equal(11, _feed.Recent().Count);
        Assert.Equal(11, _feed.Recent().Select(line => JsonElement.Parse(line).GetProperty("id").GetString()).Distinct().Count());
    }

    private List<JsonElement> Told() => [.. _feed.Recent().Select(line => JsonElement.Parse(line).GetProperty("data"))];

    private static string? Text(JsonElement data, string name) => data.GetProperty(name).GetString();

    private sealed class Source : IConfigurationSource
    {
        public ActiveConfiguration? Current { get; private set; }

        public void Set(bool redis, string revision) => Current = new(
            Samples.Config() with { Events = redis ? new() { Address = "redis:6379" } : null }, revision, Credentials.None, Samples.Noon);
    }
}
