using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Google;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Catalog;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Forwarding;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Notices;
using K8sRouter.Sidecar.Routing;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Tests.Capture;
using K8sRouter.Sidecar.Tests.Conformance;
using K8sRouter.Sidecar.Tests.Generations;
using K8sRouter.Testing;
using K8sRouter.Testing.Conformance;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Yarp.ReverseProxy.Forwarder;

namespace K8sRouter.Sidecar.Tests.Forwarding;

/// <summary>Attempts in their order, with a forwarder that answers what a test says.</summary>
public sealed class AttemptTests : IDisposable
{
    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly MemoryJournal _journal = new();
    private readonly Meter _meter = new("k8srouter");
    private CallMemory _memory = Samples.Memory();

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task A_model_that_refused_the_request_is_not_tried_again_at_another_provider()
    {
        var config = Config(("a", "x/one", 1), ("b", "y/two", 2), ("c", "x/one", 3), ("d", "y/two", 4));
        var called = new List<string>();

        var context = await CallAsync(
            config, """{"models":["x/one","y/two"],"messages":[],"provider":{"sort":{"by":"price","partition":"none"}}}""",
            async (http, transformer, cancellation) =>
            {
                called.Add(await HostAsync(http, transformer));
                using var refusal = new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("""{"error":{"message":"no"}}""") };
                Assert.False(await transformer.TransformResponseAsync(http, refusal, cancellation));
                return ForwarderError.None;
            });

        Assert.Equal(["a", "b"], called);
        Assert.Equal(400, context.Response.StatusCode);
        Assert.Equal(["a", "b"], _journal.Finished.Single().Record.Attempts.Select(a => a.ProviderSlug));
    }

    [Fact]
    public async Task An_endpoint_that_the_configuration_in_force_no_longer_allows_is_skipped()
    {
        var config = Config(("a", "x/one", 1), ("b", "x/one", 2), ("c", "x/one", 3));
        var source = new ChangingSource(Samples.Active(config));
        var called = new List<string>();

        var context = await CallAsync(
            config, """{"model":"x/one","messages":[],"provider":{"sort":"price"}}""",
            async (http, transformer, cancellation) =>
            {
                called.Add(await HostAsync(http, transformer));
                // While this attempt was under way, b became forbidden.
                source.Current = Samples.Active(config with { Endpoints = [.. config.Endpoints.Where(e => e.Provider != "b")] });
                using var failure = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("") };
                Assert.False(await transformer.TransformResponseAsync(http, failure, cancellation));
                return ForwarderError.None;
            },
            source);

        Assert.Equal(["a", "c"], called);
        Assert.Equal(503, context.Response.StatusCode);
        Assert.Equal(
            [AttemptFailures.Status, AttemptFailures.PolicyChanged, AttemptFailures.Status],
            _journal.Finished.Single().Record.Attempts.Select(a => a.Failure));
    }

    [Fact]
    public async Task No_header_of_a_provider_is_passed_on_before_or_after_the_body()
    {
        var trailers = new TrailersFeature();

        var context = await CallAsync(
            Config(("a", "x/one", 1)), """{"model":"x/one","messages":[]}""",
            async (http, transformer, cancellation) =>
            {
                await HostAsync(http, transformer);
                http.Features.Set<IHttpResponseTrailersFeature>(trailers);
                using var answer = CannedAnswers.Of(GenerationApis.Chat, streamed: false);
                answer.Headers.Add("X-Key", "sk-canary");
                answer.TrailingHeaders.Add("X-Key", "sk-canary");
                Assert.True(await transformer.TransformResponseAsync(http, answer, cancellation));
                await transformer.TransformResponseTrailersAsync(http, answer, cancellation);
                return ForwarderError.None;
            });

        Assert.Equal(200, context.Response.StatusCode);
        Assert.DoesNotContain("X-Key", context.Response.Headers.Keys);
        Assert.Empty(trailers.Trailers);
    }

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("application/json")]
    public async Task A_caller_that_leaves_before_the_answer_begins_leaves_nothing_behind(string contentType)
    {
        var config = Config(("a", "x/one", 1)) with
        {
            InputOutputLogging = new LoggingSettings { Enabled = true, ScopeId = "33333333-3333-4333-8333-333333333333" },
        };
        using var silent = new PiecesStream([], PiecesStream.Ending.StaysSilent);

        await CallAsync(config, """{"model":"x/one","messages":[],"stream":true}""", async (http, transformer, _) =>
        {
            await HostAsync(http, transformer);
            using var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(silent) };
            answer.Content.Headers.ContentType = new(contentType);
            using var leaving = new CancellationTokenSource();
            var waiting = transformer.TransformResponseAsync(http, answer, leaving.Token).AsTask();
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            if (contentType == "text/event-stream")
                Assert.True(silent.IsDisposed);
            http.RequestAborted = new CancellationToken(canceled: true);
            return ForwarderError.RequestCanceled;
        });

        Assert.Equal((0, 0), (_memory.Answers.Used, _memory.Captures.Used));
        Assert.Equal(GenerationOutcomes.Cancelled, _journal.Finished.Single().Record.Outcome);
    }

    [Fact]
    public async Task An_error_whose_text_never_comes_to_its_end_holds_nobody_up()
    {
        using var silent = new PiecesStream([Encoding.UTF8.GetBytes("slow")], PiecesStream.Ending.StaysSilent);

        var context = await CallAsync(
            Config(("a", "x/one", 1)), """{"model":"x/one","messages":[]}""", async (http, transformer, cancellation) =>
            {
                await HostAsync(http, transformer);
                using var refusal = new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new StreamContent(silent) };
                refusal.Headers.TryAddWithoutValidation("Retry-After", "7.66");
                var waiting = transformer.TransformResponseAsync(http, refusal, cancellation).AsTask();
                _clock.Advance(TimeSpan.FromSeconds(10));
                Assert.False(await waiting.WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None));
                return ForwarderError.None;
            });

        Assert.Equal((429, "8"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
    }

    [Fact]
    public async Task A_body_that_never_comes_to_its_end_is_a_timeout()
    {
        using var silent = new PiecesStream([], PiecesStream.Ending.StaysSilent);

        var context = await CallAsync(
            Config(("a", "x/one", 1)), """{"model":"x/one","messages":[]}""", async (http, transformer, _) =>
            {
                await HostAsync(http, transformer);
                using var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(silent) };
                answer.Content.Headers.ContentType = new("application/json");
                using var timer = new CancellationTokenSource();
                var waiting = transformer.TransformResponseAsync(http, answer, timer.Token).AsTask();
                await timer.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
                return ForwarderError.ResponseHeaders;
            });

        Assert.Equal(504, context.Response.StatusCode);
        Assert.Equal(AttemptFailures.Timeout, _journal.Finished.Single().Record.Attempts.Single().Failure);
    }

    [Theory]
    [InlineData(2048, 1 << 30)]
    [InlineData(32 << 20, 4096)]
    public async Task An_answer_too_large_to_be_held_or_for_which_there_is_no_memory_now_passes_untouched_and_its_missing_copy_is_marked(
        int maxHeldAnswerBytes, long memoryForAll)
    {
        _memory = _memory with { Answers = new(memoryForAll) };
        var config = Config(("a", "x/one", 1)) with
        {
            InputOutputLogging = new LoggingSettings { Enabled = true, ScopeId = "33333333-3333-4333-8333-333333333333" },
        };
        string large = $$"""{"id":"u","choices":[],"x":"{{new string('y', 300_000)}}"}""";
        using var body = new MemoryStream();

        await CallAsync(
            config, """{"model":"x/one","messages":[]}""", async (http, transformer, cancellation) =>
            {
                await HostAsync(http, transformer);
                using var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(large, Encoding.UTF8, "application/json") };
                Assert.True(await transformer.TransformResponseAsync(http, answer, cancellation));
                await (await answer.Content.ReadAsStreamAsync(cancellation)).CopyToAsync(body, cancellation);
                return ForwarderError.None;
            },
            maxHeldAnswerBytes: maxHeldAnswerBytes);

        Assert.Equal(large, Encoding.UTF8.GetString(body.ToArray()));
        Assert.True(_journal.Finished.Single().Record.ContentTruncated);
        Assert.Equal(GenerationOutcomes.Completed, _journal.Finished.Single().Record.Outcome);
        Assert.Equal(0, _memory.Answers.Used);
    }

    [Fact]
    public async Task Of_the_answers_that_a_call_holds_the_largest_counts_until_it_is_sent()
    {
        const int Cut = 20;
        const string Whole = """{"id":"u","choices":[{"index":0,"message":{"role":"assistant","content":"hello"}}]}""";
        await CallAsync(
            Config(("a", "x/one", 1), ("b", "x/one", 2)), """{"model":"x/one","messages":[]}""", async (http, transformer, cancellation) =>
            {
                bool isFirst = (await HostAsync(http, transformer)) == "a";
                using var answer = new HttpResponseMessage(HttpStatusCode.OK)
                {
                    Content = new StringContent(isFirst ? Whole[..Cut] : Whole, Encoding.UTF8, "application/json"),
                };
                bool served = await transformer.TransformResponseAsync(http, answer, cancellation);
                Assert.Equal(!isFirst, served);
                Assert.Equal(2L * (isFirst ? Cut : Whole.Length), _memory.Answers.Used);
                return served ? ForwarderError.None : ForwarderError.ResponseHeaders;
            });

        Assert.Equal((0L, 0L), (_memory.Answers.Used, _memory.Answers.Refused));
    }

    [Fact]
    public async Task A_call_for_whose_prompt_there_is_no_memory_now_is_told_to_come_again()
    {
        _memory = _memory with { Requests = new(1 << 10) };
        var context = await CallAsync(
            Config(("one", "acme/one", 1)), """{"model":"acme/one","messages":[]}""", (_, _, _) => throw new InvalidOperationException("It was sent."));

        Assert.Equal((503, "1"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
        context.Response.Body.Position = 0;
        using var error = await JsonDocument.ParseAsync(context.Response.Body);
        Assert.Empty(ResponseSchemas.Validate("ErrorResponse", error.RootElement));
        Assert.Contains("please try again", error.RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal((0L, 1L), (_memory.Requests.Used, _memory.Requests.Refused));
        Assert.Empty(_journal.Started);
    }

    private async Task<HttpContext> CallAsync(
        RouterConfig config, string body, Answer answer, IConfigurationSource? source = null, int maxHeldAnswerBytes = 32 << 20)
    {
        var options = new SidecarOptions { ConfigDirectory = "", MaxHeldAnswerBytes = maxHeldAnswerBytes };
        var metrics = new SidecarMetrics(_meter);
        var health = new EndpointHealth(_clock);
        var recorder = new GenerationRecorder(_journal, new GenerationIndex(), new EventFeed(), new KeyUsage(_clock), health, metrics, options, _clock);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        var active = source ?? new ChangingSource(Samples.Active(config));
        var notices = new NoticeBoard(active, _journal, new EventFeed(), new NoticeQueue(new NoticeMetrics(_meter)), _clock);
        var handler = new InferenceHandler(
            active, recorder, health, new ProviderCredentials(new GoogleAccessTokens(TimeProvider.System, _ => null)), new AnsweringForwarder(answer),
            invoker, _memory, metrics, notices, options, _clock, NullLogger<InferenceHandler>.Instance);
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Path = "/v1/chat/completions";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Response.Body = new MemoryStream();
        await handler.HandleAsync(context, GenerationApis.Chat);
        return context;
    }

    /// <summary>Lets the attempt build its request; the first label of its host names the provider.</summary>
    private static async Task<string> HostAsync(HttpContext context, HttpTransformer transformer)
    {
        using var request = new HttpRequestMessage { Content = new StringContent("") };
        await transformer.TransformRequestAsync(context, request, "", default);
        return request.RequestUri!.Host.Split('.')[0];
    }

    private static RouterConfig Config(params (string Provider, string Model, int Price)[] endpoints) => Samples.Config() with
    {
        Providers =
        [
            .. endpoints.Select(e => Samples.Provider(e.Provider, e.Provider) with
            {
                Upstreams = [new UpstreamEntry { Apis = ["chat"], Protocol = "OpenAI", BaseUrl = $"https://{e.Provider}.example" }],
            }),
        ],
        Models = [.. endpoints.Select(e => Samples.Model(e.Model)).DistinctBy(m => m.Name)],
        Endpoints =
        [
            .. endpoints.Select(e => Samples.Endpoint(e.Provider, e.Model) with { Pricing = new EndpointPricing { Prompt = e.Price, Completion = e.Price } }),
        ],
    };

    private delegate ValueTask<ForwarderError> Answer(HttpContext context, HttpTransformer transformer, CancellationToken cancellationToken);

    private sealed class TrailersFeature : IHttpResponseTrailersFeature
    {
        public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();
    }

    private sealed class ChangingSource(ActiveConfiguration initial) : IConfigurationSource
    {
        public ActiveConfiguration? Current { get; set; } = initial;
    }

    private sealed class AnsweringForwarder(Answer answer) : IHttpForwarder
    {
        public ValueTask<ForwarderError> SendAsync(
            HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig, HttpTransformer transformer) =>
            answer(context, transformer, default);
    }
}
