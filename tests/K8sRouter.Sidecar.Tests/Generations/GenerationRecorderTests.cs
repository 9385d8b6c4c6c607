using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Catalog;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Routing;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Tests.Conformance;
using K8sRouter.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Generations;

public sealed class GenerationRecorderTests : IDisposable
{
    private const string Body = """{"model":"openai/gpt-5-mini","messages":[{"role":"user","content":"canary-prompt"}],"trace":{"trace_id":"t"}}""";

    private static readonly LoggingSettings Logging = new() { Enabled = true, ScopeId = "33333333-3333-4333-8333-333333333333" };

    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly MemoryJournal _journal = new();
    private readonly GenerationIndex _index = new();
    private readonly EndpointHealth _health;
    private readonly Meter _meter = new("k8srouter");
    private readonly GenerationRecorder _recorder;

    public GenerationRecorderTests()
    {
        _health = new EndpointHealth(_clock);
        _recorder = new GenerationRecorder(
            _journal, _index, new EventFeed(), new KeyUsage(_clock), _health, new SidecarMetrics(_meter), new SidecarOptions { ConfigDirectory = "" }, _clock);
    }

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task A_record_holds_no_word_of_the_prompt_the_answer_or_an_error()
    {
        var generation = Generation(Samples.Config() with { InputOutputLogging = Logging });
        Assert.Null(await _recorder.StartAsync(generation));
        using var capture = new ContentCapture(new MemoryBudget(1_000), 1_000);
        capture.SetDocument("""{"choices":["canary-answer"]}"""u8);
        generation.Capture = capture;
        generation.Errors.Add(new AttemptError("Slow", 500, AttemptFailures.Status, new UpstreamError(500, "canary-code", "canary-error", "canary-raw")));

        Assert.True(await _recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null));

        var (record, content) = _journal.Finished.Single();
        string json = JsonSerializer.Serialize(record, GenerationRecordJson.Default.GenerationRecord);
        Assert.DoesNotContain("canary", json, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", JsonSerializer.Serialize(_journal.Started.Single(), GenerationRecordJson.Default.GenerationRecord), StringComparison.Ordinal);
        Assert.True(record.ContentLogged);
        Assert.Equal(Body, Encoding.UTF8.GetString(content!.Request.Span));
        Assert.Equal("""{"choices":["canary-answer"]}""", Encoding.UTF8.GetString(content.Response.Span));
        Assert.Contains("canary-error", Encoding.UTF8.GetString(content.Errors.Span), StringComparison.Ordinal);
        Assert.True(_index.TryFind(generation.Id, out _));
    }

    [Fact]
    public async Task Where_nobody_may_hold_the_content_none_reaches_the_journal()
    {
        var generation = Generation(Samples.Config());
        await _recorder.StartAsync(generation);
        await _recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null);

        Assert.Null(_journal.Finished.Single().Content);
        Assert.False(_journal.Finished.Single().Record.ContentLogged);
    }

    [Theory]
    [InlineData("stop", true)]
    [InlineData("length", false)]
    public async Task Content_for_a_destination_that_the_end_excludes_never_reaches_the_journal(string finishReason, bool kept)
    {
        var generation = Generation(Broadcasting(Rule(FilterFields.FinishReason, "stop")));
        Assert.Null(await _recorder.StartAsync(generation));
        Assert.Equal(["d"], _journal.Started.Single().ContentDestinations);
        generation.Facts = new AnswerFacts { FinishReason = finishReason };
        await _recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null);

        var (record, content) = _journal.Finished.Single();
        string[] expected = kept ? ["d"] : [];
        Assert.Equal(expected, record.Destinations);
        Assert.Equal(expected, record.ContentDestinations);
        Assert.Equal(kept, content is not null);
    }

    [Fact]
    public async Task What_logging_keeps_stays_where_a_destination_is_excluded()
    {
        var generation = Generation(Broadcasting(Rule(FilterFields.FinishReason, "stop")) with { InputOutputLogging = Logging });
        await _recorder.StartAsync(generation);
        await _recorder.CompleteAsync(generation, GenerationOutcomes.Cancelled, 499, null);

        var (record, content) = _journal.Finished.Single();
        Assert.Empty(record.Destinations);
        Assert.NotNull(content);
    }

    [Fact]
    public async Task Where_who_calls_excludes_it_no_copy_is_made_at_all()
    {
        var generation = Generation(Broadcasting(Rule(FilterFields.UserId, "somebody else")));
        await _recorder.StartAsync(generation);

        Assert.False(generation.Entitlement.Any);
        Assert.Empty(_journal.Started.Single().Destinations);
    }

    [Fact]
    public async Task Rules_on_content_are_left_for_delivery_and_the_content_with_them()
    {
        var generation = Generation(Broadcasting(Rule(FilterFields.Input, "nowhere to be found")));
        await _recorder.StartAsync(generation);
        await _recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null);

        var (record, content) = _journal.Finished.Single();
        Assert.Equal(["d"], record.ContentDestinations);
        Assert.NotNull(content);
    }

    [Fact]
    public async Task A_copy_that_was_dropped_isnt_called_cut()
    {
        string body = """{"model":"openai/gpt-5-mini","messages":[{"role":"user","content":"X"}]}""".Replace("X", new string('x', 5 << 20), StringComparison.Ordinal);
        var generation = Generation(Broadcasting(Rule(FilterFields.FinishReason, "stop")), body);
        await _recorder.StartAsync(generation);
        await _recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null);

        Assert.Equal((false, false), (_journal.Finished.Single().Record.ContentTruncated, _journal.Finished.Single().Content is not null));
    }

    private static RouterConfig Broadcasting(DestinationFilterRule rule) => Samples.Config() with
    {
        Broadcast = new()
        {
            Destinations =
            [
                new() { Name = "d", Id = "44444444-4444-4444-8444-444444444444", Type = "webhook", ContentMode = "Full", FilterRules = new() { Groups = [new() { Rules = [rule] }] } },
            ],
        },
    };

    private static DestinationFilterRule Rule(string field, string value) => new() { Field = field, Operator = FilterOperators.EqualTo, Value = value };

    [Fact]
    public async Task The_pod_is_the_one_that_the_cluster_named_whatever_a_caller_says()
    {
        var options = new SidecarOptions { ConfigDirectory = "", PodName = "web-1", ServiceAccount = "web", Workload = "Deployment/web" };
        var recorder = new GenerationRecorder(
            _journal, _index, new EventFeed(), new KeyUsage(_clock), _health, new SidecarMetrics(_meter), options, _clock);
        var generation = Generation(
            Samples.Config(),
            """{"model":"openai/gpt-5-mini","messages":[],"pod":"x","workload":"Deployment/x","service_account":"x","trace":{"pod":"x","workload":"x"}}""");
        await recorder.StartAsync(generation);
        await recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null);

        foreach (var record in (GenerationRecord[])[_journal.Started.Single(), _journal.Finished.Single().Record])
            Assert.Equal(("web-1", "web", "Deployment/web"), (record.Pod, record.ServiceAccount, record.Workload));
    }

    [Fact]
    public async Task A_generation_is_recorded_once()
    {
        var generation = Generation(Samples.Config());
        await _recorder.StartAsync(generation);
        await _recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null);
        await _recorder.CompleteAsync(generation, GenerationOutcomes.Cancelled, 499, null);

        Assert.Equal(GenerationOutcomes.Completed, Assert.Single(_journal.Finished).Record.Outcome);
    }

    [Fact]
    public async Task A_call_that_began_is_noted_as_the_crash_that_it_would_be()
    {
        await _recorder.StartAsync(Generation(Samples.Config()));

        var started = Assert.Single(_journal.Started);
        Assert.Equal((GenerationOutcomes.RouterCrashed, 500), (started.Outcome, started.StatusCode));
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, true, false)]
    public async Task Only_where_logging_is_required_does_a_full_journal_stop_a_call(bool enabled, bool required, bool goesOn)
    {
        var generation = Generation(Samples.Config() with { InputOutputLogging = Logging with { Enabled = enabled, Required = required } });
        _journal.StartResult = _journal.FinishResult = AppendResult.Full;

        Assert.Equal(goesOn, await _recorder.StartAsync(generation) is null);
        Assert.Equal(goesOn, await _recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null));
    }

    [Fact]
    public async Task A_call_that_must_be_logged_and_can_not_be_is_refused()
    {
        var config = Samples.Config() with { InputOutputLogging = Logging with { Required = true, Enabled = false } };

        Assert.Equal(503, (await _recorder.StartAsync(Generation(config)))?.Status);
        Assert.Empty(_journal.Started);
    }

    [Fact]
    public async Task A_long_request_is_cut_in_the_copy_and_marked()
    {
        string body = """{"model":"openai/gpt-5-mini","messages":[{"role":"user","content":"X"}]}""".Replace("X", new string('x', 5 << 20), StringComparison.Ordinal);
        var generation = Generation(Samples.Config() with { InputOutputLogging = Logging }, body);
        await _recorder.StartAsync(generation);
        await _recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null);

        var (record, content) = _journal.Finished.Single();
        Assert.Equal((4 << 20, true, true), (content!.Request.Length, content.RequestTruncated, record.ContentTruncated));
    }

    [Fact]
    public async Task A_record_stays_small_whatever_callers_and_providers_send()
    {
        string huge = new('x', 1 << 20);
        string body = $$"""{"model":"{{huge}}","models":["openai/gpt-5-mini"],"messages":[],"trace":{"trace_id":"t","note":"{{huge}}","list":["{{huge}}"]} }""";
        var headers = new DefaultHttpContext().Request.Headers;
        foreach (string name in new[] { "HTTP-Referer", "User-Agent", "X-Title", "x-session-id" })
            headers[name] = huge;
        var generation = Generation(Samples.Config(), body, CallerHeaders.Of(headers));
        Assert.Null(await _recorder.StartAsync(generation));
        generation.Facts = new AnswerFacts { UpstreamId = huge, NativeFinishReason = huge, FinishReason = "stop", ServiceTier = huge };
        await _recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null);

        foreach (var record in (GenerationRecord[])[_journal.Started.Single(), _journal.Finished.Single().Record])
        {
            Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(record, GenerationRecordJson.Default.GenerationRecord).Length, 1, 16 << 10);
            Assert.Equal("t", JsonElement.Parse(record.Trace!).GetProperty("trace_id").GetString());
            Assert.Equal(512, record.UserAgent!.Length);
            Assert.Superset(new HashSet<string>(["requested_model", "model", "canonical_slug", "session_id", "origin", "user_agent", "app_title", "trace"]), record.TruncatedMembers!.ToHashSet());
        }
        Assert.Superset(new HashSet<string>(["upstream_id", "native_finish_reason", "service_tier"]), _journal.Finished.Single().Record.TruncatedMembers!.ToHashSet());
    }

    [Fact]
    public async Task Media_of_the_prompt_are_counted()
    {
        var generation = Generation(
            Samples.Config(), """{"model":"openai/gpt-5-mini","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:"}}]}]}""");
        await _recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null);

        Assert.Equal(1, _journal.Finished.Single().Record.NumMediaPrompt);
    }

    [Fact]
    public async Task What_served_is_measured_and_priced()
    {
        var generation = Generation(Samples.Config());
        await _recorder.StartAsync(generation);
        generation.Serving = new PlannedEndpoint(Samples.Endpoint(), generation.Query.Models[0], 0);
        generation.Facts = new AnswerFacts { FinishReason = "stop", UpstreamId = "u", Usage = new UsageCounts { ReportedPrompt = 100, ReportedCompletion = 50 } };
        generation.ProviderRequestAt = 10;
        generation.ProviderHeadersAt = 100;
        generation.FirstTokenAt = 510;
        generation.ProviderBodyEndAt = 1_510;
        await _recorder.CompleteAsync(generation, GenerationOutcomes.Completed, 200, null);

        var record = _journal.Finished.Single().Record;
        Assert.Equal(0.000125m, record.Cost!.Total);
        Assert.Equal((100L, 50L, 150L), (record.Usage!.Prompt, record.Usage.Completion, record.Usage.Total));
        Assert.Equal("openai/gpt-5-mini-2025-08-07", record.CanonicalSlug);
        Assert.Equal(0.5, _health.Latency("acme/openai/gpt-5-mini", 0.5));
        Assert.Equal(50, _health.Throughput("acme/openai/gpt-5-mini", 0.5));
    }

    private GenerationInProgress Generation(RouterConfig config, string body = Body, CallerHeaders headers = default)
    {
        var request = RequestScanner.Scan(Encoding.UTF8.GetBytes(body), out _)!;
        return new GenerationInProgress
        {
            Id = GenerationIds.NewGeneration("abcdef", _clock.GetUtcNow()),
            RequestId = GenerationIds.NewRequest("abcdef", _clock.GetUtcNow()),
            Sidecar = "abcdef",
            Api = GenerationApis.Chat,
            Arrived = _clock.GetTimestamp(),
            CreatedAt = _clock.GetUtcNow(),
            Configuration = Samples.Active(config),
            Request = request,
            Query = RequestReader.Read(request, GenerationApis.Chat, out _)!,
            Streamed = false,
            Headers = headers,
            SessionId = headers.Session,
        };
    }
}
