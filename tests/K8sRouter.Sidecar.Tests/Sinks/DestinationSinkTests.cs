using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Tests.Sinks;

public sealed class DestinationSinkTests : IAsyncLifetime, IDisposable
{
    private readonly SinkFixture _fixture = new();
    private readonly HttpClient _client = DestinationHttp.CreateClient(allowPrivate: true);
    private Receiver _receiver = null!;
    private SinkProgress _progress = null!;
    private DestinationSink _sink = null!;

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _fixture.Configuration.SetDestinations(Entry());
        _progress = _fixture.Progress("destination/one");
        _sink = new("one", _fixture.Configuration, _client, _progress, new(), _fixture.Clock);
    }

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    public void Dispose()
    {
        _sink.Dispose();
        _client.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task Traces_go_out_in_one_batch_with_content_where_both_decisions_allow_it()
    {
        _sink.Add(SinkFixture.Entry(1));
        _sink.Add(SinkFixture.Entry(2));

        Assert.True((await _sink.FlushAsync(default)).IsDone);

        string body = Assert.Single(_receiver.Got).Body;
        Assert.Contains("prompt 1", body, StringComparison.Ordinal);
        Assert.Contains("prompt 2", body, StringComparison.Ordinal);
        Assert.Equal(2, _progress.Status().Delivered);
    }

    [Fact]
    public async Task A_request_holds_no_more_than_64_traces()
    {
        for (int i = 1; i <= 150; i++)
            _sink.Add(SinkFixture.Entry(i));

        Assert.True((await _sink.FlushAsync(default)).IsDone);

        Assert.Equal([64, 64, 22], _receiver.Got.Select(got => JsonElement.Parse(got.Body).GetProperty("resourceSpans").GetArrayLength()));
        Assert.Equal(150, _progress.Status().Delivered);
    }

    [Fact]
    public async Task Long_prompts_go_out_one_by_one()
    {
        for (int i = 1; i <= 3; i++)
        {
            var content = SinkFixture.Content($"prompt {i} " + new string('x', 800_000));
            _sink.Add(new(new(1, i * 100), SinkFixture.Row(SinkFixture.Record(i)), content));
        }

        Assert.True((await _sink.FlushAsync(default)).IsDone);

        Assert.Equal(3, _receiver.Got.Count);
        Assert.All(_receiver.Got, got => Assert.InRange(got.Body.Length, 1, 4 << 20));
    }

    [Fact]
    public void Traces_for_others_are_passed_over()
    {
        _sink.Add(new(new(1, 100), SinkFixture.Row(SinkFixture.Record(1) with { Destinations = ["two"] }), null));

        Assert.Null(_sink.FlushDue);
    }

    [Fact]
    public async Task Content_stays_here_where_it_wasnt_meant_for_this_destination_when_captured()
    {
        _sink.Add(new(new(1, 100), SinkFixture.Row(SinkFixture.Record(1) with { ContentDestinations = ["two"] }), SinkFixture.Content("canary")));

        await _sink.FlushAsync(default);

        Assert.DoesNotContain("canary", Assert.Single(_receiver.Got).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_stays_here_where_the_mode_was_changed_since()
    {
        _sink.Add(SinkFixture.Entry(1));
        _fixture.Configuration.SetDestinations(Entry() with { ContentMode = ContentModes.None });

        await _sink.FlushAsync(default);

        Assert.DoesNotContain("prompt 1", Assert.Single(_receiver.Got).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_destination_that_was_switched_off_or_removed_since()
    {
        _sink.Add(SinkFixture.Entry(1));
        _fixture.Configuration.SetDestinations(Entry() with { Enabled = false });
        Assert.True((await _sink.FlushAsync(default)).IsDone);

        _sink.Add(SinkFixture.Entry(2));
        _fixture.Configuration.SetDestinations();
        Assert.True((await _sink.FlushAsync(default)).IsDone);

        Assert.Empty(_receiver.Got);
        Assert.Equal(2, _progress.Status().Dropped[SinkFaults.DestinationGone]);
    }

    [Fact]
    public async Task What_the_filters_no_longer_take_is_counted_by_reason()
    {
        _sink.Add(SinkFixture.Entry(1));
        _fixture.Configuration.SetDestinations(Entry() with { Regions = ["europe"] });

        await _sink.FlushAsync(default);

        Assert.Empty(_receiver.Got);
        Assert.Equal(1, _progress.Status().Dropped[DestinationRefusals.Region]);
    }

    [Theory]
    [InlineData(FilterFields.Input, "prompt 1")]
    [InlineData(FilterFields.Output, "answer")]
    public async Task Rules_on_content_are_decided_before_it_is_sent(string field, string value)
    {
        _fixture.Configuration.SetDestinations(Filtered(field, FilterOperators.NotContains, value));
        _sink.Add(SinkFixture.Entry(1));
        _sink.Add(new(new(1, 200), SinkFixture.Row(SinkFixture.Record(2)), SinkFixture.Content("prompt 2") with { Response = default }));

        Assert.True((await _sink.FlushAsync(default)).IsDone);

        string body = Assert.Single(_receiver.Got).Body;
        Assert.DoesNotContain("prompt 1", body, StringComparison.Ordinal);
        Assert.Contains("prompt 2", body, StringComparison.Ordinal);
        Assert.Equal(1, _progress.Status().Dropped[DestinationRefusals.Filter]);
    }

    [Fact]
    public async Task Content_that_is_here_for_others_decides_nothing()
    {
        _fixture.Configuration.SetDestinations(Filtered(FilterFields.Input, FilterOperators.Contains, "prompt 1"));
        _sink.Add(new(new(1, 100), SinkFixture.Row(SinkFixture.Record(1) with { ContentDestinations = ["two"] }), SinkFixture.Content("prompt 1")));

        await _sink.FlushAsync(default);

        Assert.Empty(_receiver.Got);
        Assert.Equal(1, _progress.Status().Dropped[DestinationRefusals.Filter]);
    }

    [Fact]
    public async Task A_crashed_call_is_decided_by_what_was_known_of_it()
    {
        _fixture.Configuration.SetDestinations(Filtered(FilterFields.FinishReason, FilterOperators.EqualTo, "error"));
        _sink.Add(new(new(1, 100), SinkFixture.Row(SinkFixture.Record(1) with { Outcome = GenerationOutcomes.RouterCrashed }), null));
        _sink.Add(SinkFixture.Entry(2));

        await _sink.FlushAsync(default);

        Assert.Contains("The router ended", Assert.Single(_receiver.Got).Body, StringComparison.Ordinal);
        Assert.Equal((1, 1L), ((int)_progress.Status().Delivered, _progress.Status().Dropped[DestinationRefusals.Filter]));
    }

    private DestinationEntry Filtered(string field, string comparison, string value) => Entry() with
    {
        FilterRules = new() { Groups = [new() { Rules = [new() { Field = field, Operator = comparison, Value = value }] }] },
    };

    [Fact]
    public async Task A_retry_keeps_everything_and_the_next_flush_sends_it()
    {
        _receiver.Answer = (context, _) => Receiver.Status(context, 503, "5");
        _sink.Add(SinkFixture.Entry(1));
        Assert.Equal(new FlushResult("http_503", TimeSpan.FromSeconds(5)), await _sink.FlushAsync(default));

        _receiver.Answer = (_, _) => Task.CompletedTask;
        Assert.True((await _sink.FlushAsync(default)).IsDone);
        Assert.Equal(1, _progress.Status().Delivered);
    }

    [Fact]
    public async Task One_trace_that_is_refused_doesnt_take_the_others_along()
    {
        _receiver.Answer = (context, body) => Receiver.Status(context, body.Contains("prompt 3", StringComparison.Ordinal) ? 400 : 200);
        for (int i = 1; i <= 5; i++)
            _sink.Add(SinkFixture.Entry(i));

        Assert.True((await _sink.FlushAsync(default)).IsDone);

        Assert.Equal(4, _progress.Status().Delivered);
        Assert.Equal(1, _progress.Status().Dropped["http_400"]);
    }

    [Fact]
    public async Task A_changed_secret_is_used_at_the_next_attempt()
    {
        _fixture.Configuration.SetDestinations(Entry() with { SecretFiles = new Dictionary<string, string> { ["headers.X-Key"] = "file" } });
        _sink.Add(SinkFixture.Entry(1));
        Assert.Equal(ExportFaults.MissingSecret, (await _sink.FlushAsync(default)).Code);

        _fixture.Configuration.SetSecrets(("file", "value"));
        Assert.True((await _sink.FlushAsync(default)).IsDone);
        Assert.Equal("value", _receiver.Got.Single().Headers["X-Key"]);
    }

    private DestinationEntry Entry() => new()
    {
        Name = "one",
        Id = "d-1",
        Type = "webhook",
        AllowPlaintext = true,
        ContentMode = ContentModes.Full,
        Config = new Dictionary<string, string> { ["url"] = _receiver.Url },
    };
}
