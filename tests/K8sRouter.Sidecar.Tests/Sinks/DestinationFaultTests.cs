using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Sidecar.Sinks;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>What a destination's refusals, silence and half-heartedness cost, and what they don't.</summary>
public sealed class DestinationFaultTests : IAsyncLifetime, IDisposable
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
        _sink = new("one", _fixture.Configuration, _client, _progress, new() { TraceMaxAge = TimeSpan.FromHours(24) }, _fixture.Clock);
    }

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    public void Dispose()
    {
        _sink.Dispose();
        _client.Dispose();
        _fixture.Dispose();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(99, 5)]
    public async Task Spans_refused_in_a_batch_that_was_taken_are_counted_and_not_sent_again(int spans, int generations)
    {
        _receiver.Answer = (context, _) => Reject(context, spans);
        Add(5);

        Assert.True((await _sink.FlushAsync(default)).IsDone);
        Assert.True((await _sink.FlushAsync(default)).IsDone);

        Assert.Single(_receiver.Got);
        Assert.Equal(5 - generations, _progress.Status().Delivered);
        Assert.Equal(generations, _progress.Status().Dropped.GetValueOrDefault(SinkFaults.PartialSuccess));
    }

    [Theory]
    [InlineData(401, "credential")]
    [InlineData(403, "credential")]
    [InlineData(404, "URL")]
    [InlineData(301, "redirect")]
    [InlineData(402, "plan")]
    public async Task A_refusal_of_all_that_we_send_loses_nothing_and_says_what_to_mend(int status, string word)
    {
        _receiver.Answer = (context, _) => Receiver.Status(context, status);
        Add(3);

        var result = await _sink.FlushAsync(default);

        Assert.True(result.IsParked);
        Assert.Equal($"http_{status}", result.Code);
        Assert.Contains(word, result.Remedy, StringComparison.Ordinal);
        Assert.Empty(_progress.Status().Dropped);

        _receiver.Answer = (_, _) => Task.CompletedTask;
        Assert.True((await _sink.FlushAsync(default)).IsDone);
        Assert.Equal(3, _progress.Status().Delivered);
    }

    [Fact]
    public async Task A_secret_without_a_value_is_for_somebody_to_mend()
    {
        _fixture.Configuration.SetDestinations(Entry() with { SecretFiles = new Dictionary<string, string> { ["headers.X-Key"] = "file" } });
        Add(1);

        Assert.True((await _sink.FlushAsync(default)).IsParked);
        Assert.Empty(_receiver.Got);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task A_refusal_of_what_a_trace_holds_drops_that_trace_alone(int status)
    {
        _receiver.Answer = (context, body) => Receiver.Status(context, body.Contains("prompt 3\\", StringComparison.Ordinal) ? status : 200);
        Add(70);

        Assert.True((await _sink.FlushAsync(default)).IsDone);

        Assert.Equal(69, _progress.Status().Delivered);
        Assert.Equal(1, _progress.Status().Dropped[$"http_{status}"]);
    }

    [Fact]
    public async Task A_destination_that_keeps_failing_is_asked_with_one_trace_and_gets_more_as_it_takes_them()
    {
        _receiver.Answer = (context, _) => Receiver.Status(context, 503);
        Add(64);
        foreach (bool open in new[] { false, false, true, true, true })
        {
            var failed = await _sink.FlushAsync(default);
            Assert.Equal(("http_503", open), (failed.Code, failed.IsCircuitOpen));
        }

        _receiver.Answer = (_, _) => Task.CompletedTask;
        Assert.True((await _sink.FlushAsync(default)).IsDone);

        Assert.Equal([64, 64, 64, 1, 1, 1, 2, 4, 8, 16, 32, 1], Batches());
        Assert.Equal(64, _progress.Status().Delivered);
    }

    [Fact]
    public async Task A_trace_that_the_destination_trips_over_is_dropped_alone_and_those_behind_it_arrive()
    {
        _receiver.Answer = (context, body) => Receiver.Status(context, body.Contains("prompt 3\\", StringComparison.Ordinal) ? 500 : 200);
        Add(70);

        FlushResult result;
        int failures = 0;
        do
        {
            result = await _sink.FlushAsync(default);
            if (!result.IsDone)
                Assert.Equal("http_500", result.Code);
        }
        while (!result.IsDone && ++failures < 20);

        Assert.Equal(69, _progress.Status().Delivered);
        Assert.Equal(1, _progress.Status().Dropped["http_500"]);
    }

    [Fact]
    public async Task A_destination_that_answers_500_for_a_while_loses_nothing()
    {
        _receiver.Answer = (context, _) => Receiver.Status(context, 500);
        Add(70);
        for (int i = 0; i < 9; i++)
            Assert.Equal("http_500", (await _sink.FlushAsync(default)).Code);

        _receiver.Answer = (_, _) => Task.CompletedTask;
        Assert.True((await _sink.FlushAsync(default)).IsDone);

        Assert.Equal(70, _progress.Status().Delivered);
        Assert.Empty(_progress.Status().Dropped);
    }

    [Fact]
    public async Task A_trace_that_is_given_up_doesnt_make_a_failing_destination_a_delivering_one()
    {
        _receiver.Answer = (context, _) => Receiver.Status(context, 500);
        Add(1);
        for (int i = 0; i < 7; i++)
            Assert.Equal("http_500", (await _sink.FlushAsync(default)).Code);

        Assert.True((await _sink.FlushAsync(default)).IsSilent);

        Assert.Equal(1, _progress.Status().Dropped["http_500"]);
        Assert.Equal(0, _progress.Status().Delivered);
    }

    [Fact]
    public async Task A_destination_that_takes_few_traces_in_time_but_not_many_gets_all_of_them()
    {
        _receiver.Answer = (context, body) => Receiver.Status(context, Traces(body) > 10 ? 504 : 200);
        Add(200);

        int flushes = 1;
        while (!(await _sink.FlushAsync(default)).IsDone)
            Assert.InRange(++flushes, 1, 100);

        Assert.Equal(200, _progress.Status().Delivered);
    }

    [Fact]
    public async Task A_parked_destination_is_asked_with_one_trace()
    {
        _receiver.Answer = (context, _) => Receiver.Status(context, 401);
        Add(64);
        await _sink.FlushAsync(default);
        await _sink.FlushAsync(default);

        Assert.Equal([64, 1], Batches());
    }

    [Fact]
    public async Task What_waited_too_long_is_dropped_and_counted_and_the_rest_waits_on()
    {
        _receiver.Answer = (context, _) => Receiver.Status(context, 401);
        Add(3);
        _sink.Add(SinkFixture.Entry(4, SinkFixture.Arrived.AddHours(2)));
        Assert.True((await _sink.FlushAsync(default)).IsParked);

        _fixture.Clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        Assert.True((await _sink.FlushAsync(default)).IsParked);

        Assert.Equal(3, _progress.Status().Dropped[SinkFaults.TooOld]);
        _receiver.Answer = (_, _) => Task.CompletedTask;
        Assert.True((await _sink.FlushAsync(default)).IsDone);
        Assert.Equal(1, _progress.Status().Delivered);
    }

    [Fact]
    public async Task Dropping_what_is_too_old_doesnt_say_that_the_destination_delivers_again()
    {
        _fixture.Clock.Advance(TimeSpan.FromHours(25));
        Add(3);

        var result = await _sink.FlushAsync(default);

        Assert.True(result.IsDone);
        Assert.True(result.IsSilent);
        Assert.Empty(_receiver.Got);
    }

    [Fact]
    public async Task Up_to_a_mebibyte_of_content_goes_out_together()
    {
        for (int i = 1; i <= 4; i++)
        {
            var content = SinkFixture.Content($"prompt {i} " + new string('x', 300_000));
            _sink.Add(new(new(1, i * 100), SinkFixture.Row(SinkFixture.Record(i)), content));
        }

        Assert.True((await _sink.FlushAsync(default)).IsDone);

        Assert.Equal([3, 1], Batches());
    }

    private static int Traces(string body) => JsonElement.Parse(body).GetProperty("resourceSpans").GetArrayLength();

    private static Task Reject(HttpContext context, int spans)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$$"""{"partialSuccess":{"rejectedSpans":"{{{spans}}}","errorMessage":"may echo a prompt"}}""");
    }

    private IEnumerable<int> Batches() => _receiver.Got.Select(got => Traces(got.Body));

    private void Add(int count)
    {
        for (int i = 1; i <= count; i++)
            _sink.Add(SinkFixture.Entry(i));
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
