using System.Text;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Testing;

namespace K8sRouter.Sidecar.Tests.Capture;

public sealed class EventStreamTests
{
    private const string First = """{"id":"u1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Grüße €"},"finish_reason":null}]}""";
    private const string Finish = """{"id":"u1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
    private const string Usage = """{"id":"u1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}""";

    private const int MaxEventBytes = 1 << 20;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);

    /// <summary>Line ends in all three forms, comments, other fields, several data lines, no space, two ends.</summary>
    private const string Everything =
        "\uFEFF: hello\n\nevent: data_event\nid: 1\ndata: " + First + "\n\n"
        + "data:" + First + "\r\n\r\n: ping\r\rdata: " + First + "\r\r"
        + "id: 2\ndata: {\"id\":\"u1\",\"choices\":\nretry: 5\r\ndata: [{\"index\":0,\rdata:\"delta\":{\"content\":\"multi\"}}]}\n\n"
        + "data: " + Finish + "\n\r\ndata: " + Usage + "\r\n\n"
        + "data: [DONE]\n\ndata: [DONE]\n\n";

    [Fact]
    public async Task However_the_bytes_arrive_the_caller_gets_the_same_bytes_and_the_record_the_same_facts()
    {
        var bytes = Encoding.UTF8.GetBytes(Everything);
        var expected = await RunAsync([bytes]);
        Assert.Null(expected.Failure);
        Assert.Equal(["Grüße €", "Grüße €", "Grüße €", "multi"], expected.Texts);
        Assert.Equal((10L, 2L, "stop", "u1"), (expected.Prompt, expected.Completion, expected.FinishReason, expected.UpstreamId));

        for (int cut = 1; cut < bytes.Length; cut++)
            Assert.Equivalent(expected, await RunAsync([bytes[..cut], bytes[cut..]]), strict: true);
        Assert.Equivalent(expected, await RunAsync(bytes.Select(b => new[] { b })), strict: true);
        var random = new Random(7);
        for (int round = 0; round < 50; round++)
            Assert.Equivalent(expected, await RunAsync(Split(bytes, random)), strict: true);
    }

    [Fact]
    public async Task What_the_caller_gets_is_a_stream_of_complete_events_with_the_routers_names()
    {
        var result = await RunAsync([Encoding.UTF8.GetBytes(Everything)]);

        var events = Events(result.Output);
        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal(1, events.Count(e => e == "[DONE]"));
        Assert.Equal(7, events.Count);
        foreach (string json in events.SkipLast(1))
        {
            var chunk = Answers.Parse(json);
            Assert.Equal("gen-1", chunk.GetProperty("id").GetString());
            Assert.Equal("openai/gpt-5-mini", chunk.GetProperty("model").GetString());
            Assert.Equal("Acme AI", chunk.GetProperty("provider").GetString());
        }
        Assert.Contains("event: data_event\nid: 1\ndata: {", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nretry: 5\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(": ping\r\r", result.Output, StringComparison.Ordinal);
        Assert.Equal(0.000018m, Answers.Parse(events[^2]).GetProperty("usage").GetProperty("cost").GetDecimal());
    }

    [Theory]
    [InlineData("\n", "\n\n")]
    [InlineData("", "")]
    [InlineData("\nid: 4", "\n: cut")]
    public async Task Where_the_end_cuts_the_last_event_what_follows_stays_an_event_of_its_own(string tail, string after)
    {
        var result = await RunAsync([Encoding.UTF8.GetBytes($"data: {First}\n\ndata: {Finish}{tail}{after}")]);

        Assert.Null(result.Failure);
        var events = Events(result.Output);
        Assert.Equal(3, events.Count);
        Assert.Equal("[DONE]", events[^1]);
        Assert.Equal("stop", result.FinishReason);
    }

    [Fact]
    public async Task Each_event_can_be_read_before_the_next_has_come()
    {
        foreach (string end in new[] { "\n\n", "\r\n\r", "\r\r" })
        {
            string[] events = [.. Enumerable.Range(0, 5).Select(i => $"data: {First.Replace("Grüße", "part " + i, StringComparison.Ordinal)}{end}")];
            using var stream = Create(new PiecesStream(events.Select(Encoding.UTF8.GetBytes), PiecesStream.Ending.StaysSilent), new RecordingObserver());
            Assert.Null(await stream.PrimeAsync(default));
            var buffer = new byte[64 << 10];
            for (int i = 0; i < events.Length; i++)
            {
                int read = await stream.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
                Assert.Contains($"part {i}", Encoding.UTF8.GetString(buffer, 0, read), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("data: [DONE]\n\n")]
    [InlineData("")]
    public async Task The_end_is_not_released_before_the_generation_is_recorded(string end)
    {
        var observer = new RecordingObserver { Gate = new TaskCompletionSource<bool>() };
        using var stream = Create(new PiecesStream([Encoding.UTF8.GetBytes($"data: {First}\n\ndata: {Finish}\n\n{end}")]), observer);
        await stream.PrimeAsync(default);
        var buffer = new byte[64 << 10];
        var before = new StringBuilder();
        var pending = stream.ReadAsync(buffer).AsTask();
        while (pending.IsCompleted)
        {
            before.Append(Encoding.UTF8.GetString(buffer, 0, await pending));
            pending = stream.ReadAsync(buffer).AsTask();
        }

        Assert.Equal(1, observer.Ends);
        Assert.Contains("\"stop\"", before.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", before.ToString(), StringComparison.Ordinal);
        observer.Gate.SetResult(true);
        Assert.Equal("data: [DONE]\n\n", Encoding.UTF8.GetString(buffer, 0, await pending));
        Assert.Equal(0, await stream.ReadAsync(buffer));
    }

    [Fact]
    public async Task A_stream_that_must_be_recorded_and_was_not_does_not_end_well()
    {
        using var stream = Create(
            new PiecesStream([Encoding.UTF8.GetBytes($"data: {Finish}\n\ndata: [DONE]\n\n")]), new RecordingObserver { MayEnd = false });

        await Assert.ThrowsAsync<IOException>(() => ReadAllAsync(stream));
    }

    [Theory]
    [InlineData("data: <html>\n\n", 502)]
    [InlineData("data: {\"choices\":[{\"finish_reason\":\"\\ud800\"}]}\n\n", 502)]
    [InlineData("data: {\"id\":\n\n", 502)]
    [InlineData("data: {\"error\":{\"code\":429,\"message\":\"slow down\"}}\n\n", 429)]
    [InlineData("", 502)]
    public async Task A_fault_after_the_first_events_becomes_the_apis_error_event_and_the_end(string fault, int status)
    {
        // Two reads, so that the fault isn't known yet when the first event is primed.
        var result = await RunAsync([Encoding.UTF8.GetBytes($"data: {First}\n\n"), Encoding.UTF8.GetBytes(fault)]);

        Assert.Equal(status, result.Failure);
        Assert.EndsWith(RecordingObserver.FailureText, result.Output, StringComparison.Ordinal);
        Assert.Equal(2, Events(result.Output).Count);
    }

    [Fact]
    public async Task A_provider_that_breaks_off_leaves_what_it_said_and_the_error()
    {
        var observer = new RecordingObserver();
        using var stream = Create(new PiecesStream([Encoding.UTF8.GetBytes($"data: {First}\n\ndata: {{")], PiecesStream.Ending.Breaks), observer);
        Assert.Null(await stream.PrimeAsync(default));

        string output = await ReadAllAsync(stream);

        Assert.Equal(2, Events(output).Count);
        Assert.Equal(502, observer.Failure!.Status);
    }

    [Theory]
    [InlineData("data: [DONE]\n\n")]
    [InlineData(": nothing\n\n")]
    [InlineData("")]
    [InlineData("data: {\"error\":\"overloaded\"}\n\n")]
    [InlineData("data: nonsense\n\n")]
    public async Task An_answer_that_never_begins_is_known_before_anything_was_sent(string text)
    {
        using var stream = Create(new PiecesStream([Encoding.UTF8.GetBytes(text)]), new RecordingObserver());

        Assert.NotNull(await stream.PrimeAsync(default));
    }

    [Fact]
    public async Task Silence_of_the_provider_ends_the_stream_with_a_timeout()
    {
        var clock = Clocks.Noon();
        var observer = new RecordingObserver();
        using var stream = Create(
            new PiecesStream([Encoding.UTF8.GetBytes($"data: {First}\n\n")], PiecesStream.Ending.StaysSilent), observer, clock);
        await stream.PrimeAsync(default);
        var reading = ReadAllAsync(stream);

        clock.Advance(Idle * 2);

        Assert.EndsWith(RecordingObserver.FailureText, await reading.WaitAsync(TimeSpan.FromSeconds(60)), StringComparison.Ordinal);
        Assert.Equal(504, observer.Failure!.Status);
    }

    [Fact]
    public async Task A_caller_that_reads_slowly_is_not_taken_for_a_silent_provider()
    {
        var clock = Clocks.Noon();
        var observer = new RecordingObserver();
        using var stream = Create(
            new PiecesStream([Encoding.UTF8.GetBytes($"data: {First}\n\n"), Encoding.UTF8.GetBytes($"data: {Finish}\n\ndata: [DONE]\n\n")]), observer, clock);
        await stream.PrimeAsync(default);

        clock.Advance(Idle * 10);

        Assert.EndsWith("[DONE]\n\n", await ReadAllAsync(stream), StringComparison.Ordinal);
        Assert.Null(observer.Failure);
    }

    [Fact]
    public async Task Halves_of_an_emoji_in_two_deltas_pass_untouched_and_break_nothing()
    {
        string half = First.Replace("Grüße €", "\\ud83d", StringComparison.Ordinal);
        string other = First.Replace("Grüße €", "\\ude00", StringComparison.Ordinal);
        var result = await RunAsync([Encoding.UTF8.GetBytes($"data: {half}\n\ndata: {other}\n\ndata: {Finish}\n\ndata: [DONE]\n\n")]);

        Assert.Null(result.Failure);
        Assert.Contains("\"content\":\"\\ud83d\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"content\":\"\\ude00\"", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data: : keepalive\n\n")]
    [InlineData("data: ping\n\n")]
    [InlineData("data: null\n\n")]
    [InlineData("data: [heartbeat]\n\n")]
    [InlineData("event: ping\ndata: {\"type\":\"ping\"}\n\n")]
    [InlineData("data: {\"detail\":\"starting\"}\n\n")]
    public async Task What_keeps_a_connection_alive_is_passed_over_before_and_between_events_and_counted(string keepAlive)
    {
        var rewriter = Answers.Chat();
        var observer = new RecordingObserver();
        using var source = new PiecesStream(
            new[] { keepAlive, $"data: {First}\n\n", keepAlive, $"data: {Finish}\n\n{keepAlive}data: [DONE]\n\n" }.Select(Encoding.UTF8.GetBytes));
        using var stream = Create(source, observer, rewriter: rewriter);
        Assert.Null(await stream.PrimeAsync(default));

        string output = await ReadAllAsync(stream);

        Assert.Null(observer.Failure);
        Assert.Equal(3, Events(output).Count);
        Assert.Equal(3, rewriter.Facts.SkippedEvents);
        // The connection to the caller is kept alive as well.
        Assert.Equal(2, output.Split("\n\n").Count(block => block == ":"));
    }

    [Fact]
    public async Task Data_that_is_empty_reaches_no_client_that_would_fail_on_it()
    {
        var rewriter = Answers.Chat();
        using var source = new PiecesStream([Encoding.UTF8.GetBytes($"data:\n\ndata: {First}\n\ndata: \n\ndata: {Finish}\n\n")]);
        using var stream = Create(source, new RecordingObserver(), rewriter: rewriter);
        Assert.Null(await stream.PrimeAsync(default));

        Assert.DoesNotContain(Events(await ReadAllAsync(stream)), data => data.Length == 0);
        Assert.Equal(0, rewriter.Facts.SkippedEvents);
    }

    [Theory]
    [InlineData("data: upstream is down")]
    [InlineData("data: {\"message\":\"down\",\"code\":503}")]
    public async Task An_event_named_error_is_one_whatever_it_holds(string data)
    {
        using var stream = Create(new PiecesStream([Encoding.UTF8.GetBytes($"event: error\n{data}\n\n")]), new RecordingObserver());

        Assert.NotNull((await stream.PrimeAsync(default))?.Error);
    }

    [Fact]
    public async Task A_cut_stream_whose_chunks_all_bear_an_empty_reason_is_not_complete()
    {
        string chunk = First.Replace("\"finish_reason\":null", "\"finish_reason\":\"\"", StringComparison.Ordinal);

        var result = await RunAsync([Encoding.UTF8.GetBytes($"data: {chunk}\n\n"), Encoding.UTF8.GetBytes($"data: {chunk}\n\n")]);

        Assert.Equal((502, null), (result.Failure, result.FinishReason));
        Assert.DoesNotContain("\"stop\"", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_of_two_choices_of_which_one_has_finished_is_not_complete()
    {
        string other = First.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal);

        var result = await RunAsync([Encoding.UTF8.GetBytes($"data: {First}\n\ndata: {other}\n\n"), Encoding.UTF8.GetBytes($"data: {Finish}\n\n")]);

        Assert.Equal(502, result.Failure);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_event_without_an_end_is_bounded_and_its_memory_comes_back(bool atTheBeginning)
    {
        var budget = new MemoryBudget(1 << 30);
        var observer = new RecordingObserver();
        using var endless = new EndlessLine(atTheBeginning ? "data: {" : $"data: {First}\n\ndata: {{");
        using var stream = Create(endless, observer, budget: budget);

        var primed = await stream.PrimeAsync(default);
        if (!atTheBeginning)
            Assert.EndsWith(RecordingObserver.FailureText, await ReadAllAsync(stream), StringComparison.Ordinal);
        var failure = atTheBeginning ? primed : observer.Failure;

        Assert.Equal((502, AttemptFailures.TooLarge, AttemptFailures.TooLarge), (failure!.Status, failure.Failure, failure.FailureInStream));
        Assert.InRange(endless.Sent, MaxEventBytes, MaxEventBytes + (256 << 10));
        Assert.Equal((0L, 0L), (budget.Used, budget.Refused));
    }

    [Fact]
    public async Task An_event_counts_against_the_memory_of_all_calls_while_it_grows()
    {
        var budget = new MemoryBudget(300 << 10);
        using var endless = new EndlessLine("data: {");
        using var stream = Create(endless, new RecordingObserver(), budget: budget);

        var failure = await stream.PrimeAsync(default);

        Assert.Equal((503, AttemptFailures.NoMemory), (failure!.Status, failure.Failure));
        Assert.Equal((0L, 1L), (budget.Used, budget.Refused));
    }

    [Fact]
    public async Task A_large_event_within_the_bound_passes_and_its_memory_comes_back()
    {
        var budget = new MemoryBudget(1 << 30);
        string large = First.Replace("Grüße €", new string('x', MaxEventBytes / 2), StringComparison.Ordinal);
        var pieces = Encoding.UTF8.GetBytes($"data: {large}\n\n").Chunk(8 << 10).Append(Encoding.UTF8.GetBytes($"data: {Finish}\n\ndata: [DONE]\n\n"));
        using var stream = Create(new PiecesStream(pieces), new RecordingObserver(), budget: budget);
        Assert.Null(await stream.PrimeAsync(default));
        Assert.True(budget.Used > MaxEventBytes / 2);

        Assert.EndsWith("[DONE]\n\n", await ReadAllAsync(stream), StringComparison.Ordinal);

        Assert.Equal(0, budget.Used);
    }

    private static EventStream Create(
        Stream source, RecordingObserver observer, TimeProvider? clock = null, ChatRewriter? rewriter = null, MemoryBudget? budget = null) =>
        new(source, rewriter ?? Answers.Chat(), observer, endsWithDone: true, new StreamLimits(Idle, MaxEventBytes),
            new HeldMemory(budget ?? new MemoryBudget(1 << 30)), clock ?? Clocks.Noon());

    private static async Task<Result> RunAsync(IEnumerable<byte[]> pieces)
    {
        using var capture = Answers.Capture();
        var observer = new RecordingObserver();
        var rewriter = Answers.Chat(capture: capture);
        using var stream = Create(new PiecesStream(pieces), observer, rewriter: rewriter);
        Assert.Null(await stream.PrimeAsync(default));
        string output = await ReadAllAsync(stream);
        Assert.Equal(1, observer.Ends);
        return new Result(
            output, observer.Failure?.Status, observer.FirstTokens, rewriter.Facts.UpstreamId, rewriter.Facts.FinishReason,
            rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Completion,
            [.. Answers.Deltas(capture).Where(d => d.Kind == DeltaKind.Text).Select(d => d.Text)]);
    }

    private static async Task<string> ReadAllAsync(EventStream stream)
    {
        var output = new MemoryStream();
        var buffer = new byte[97];
        for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
            output.Write(buffer, 0, read);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static List<byte[]> Split(byte[] bytes, Random random)
    {
        var pieces = new List<byte[]>();
        for (int at = 0; at < bytes.Length;)
        {
            int size = Math.Min(bytes.Length - at, random.Next(1, 60));
            pieces.Add(bytes[at..(at + size)]);
            at += size;
        }
        return pieces;
    }

    /// <summary>The data of each event, as any client would read them.</summary>
    private static List<string> Events(string text) =>
        [.. text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split("\n\n")
            .Select(block => block.Split('\n').Where(l => l.StartsWith("data:", StringComparison.Ordinal)).Select(l => l[5..].TrimStart()))
            .Where(data => data.Any())
            .Select(data => string.Join('\n', data))];

    private sealed record Result(
        string Output, int? Failure, int FirstTokens, string? UpstreamId, string? FinishReason, long? Prompt, long? Completion, string[] Texts);

    /// <summary>A line that doesn't end.</summary>
    private sealed class EndlessLine(string start) : ReadOnlyStream
    {
        private byte[]? _start = Encoding.UTF8.GetBytes(start);

        public long Sent { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = _start?.Length ?? buffer.Length;
            if (_start is null)
                buffer.Span.Fill((byte)'x');
            else
                _start.CopyTo(buffer);
            _start = null;
            Sent += count;
            return ValueTask.FromResult(count);
        }
    }
}
