using System.Net;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Tests.Generations;

namespace K8sRouter.Sidecar.Tests.Forwarding;

/// <summary>What a workspace that requires logging answers when the log can't be written.</summary>
public sealed class RequiredLoggingTests
{
    private readonly MemoryJournal _journal = new();

    public static TheoryData<string, bool> Kinds => CannedAnswers.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_journal_that_is_full_refuses_the_call_before_anything_is_sent(string api, bool streamed)
    {
        _journal.StartResult = AppendResult.Full;
        await using var road = await StartAsync(api, streamed);

        var (status, body, _) = await road.CallAsync(api, streamed);

        Assert.Equal((503, 0), (status, road.Calls));
        Assert.Contains("requires its calls to be logged", body, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_whose_record_fails_is_not_given(string api, bool streamed)
    {
        _journal.FinishResult = AppendResult.Failed;
        await using var road = await StartAsync(api, streamed);

        var (status, body, cut) = await road.CallAsync(api, streamed);

        if (streamed)
        {
            Assert.True(cut);
            Assert.DoesNotContain(CannedAnswers.Terminal(api), body, StringComparison.Ordinal);
            Assert.DoesNotContain("\"error\"", body, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal((503, false), (status, cut));
            Assert.DoesNotContain(CannedAnswers.Canary, body, StringComparison.Ordinal);
            Assert.Contains("requires its calls to be logged", body, StringComparison.Ordinal);
        }
        Assert.Single(_journal.Finished);
        Assert.Equal(1, road.Calls);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_whose_record_is_written_is_given_whole(string api, bool streamed)
    {
        await using var road = await StartAsync(api, streamed);

        await GetsWholeAsync(road, api, streamed);
        Assert.True(_journal.Finished.Single().Record.ContentLogged);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Where_logging_isnt_required_a_broken_journal_stops_no_answer(string api, bool streamed)
    {
        _journal.StartResult = _journal.FinishResult = AppendResult.Failed;
        await using var road = await StartAsync(api, streamed, required: false);

        await GetsWholeAsync(road, api, streamed);
    }

    [Fact]
    public async Task A_stream_of_nothing_but_its_end_becomes_an_error()
    {
        _journal.FinishResult = AppendResult.Failed;
        await using var road = await RoadUnderTest.StartAsync(Config(required: true), _journal, _ =>
        {
            var answer = CannedAnswers.Of(GenerationApis.Responses, streamed: true);
            string whole = answer.Content.ReadAsStringAsync().Result;
            answer.Content = new StringContent(whole[whole.IndexOf("event: response.completed", StringComparison.Ordinal)..]);
            answer.Content.Headers.ContentType = new("text/event-stream");
            return answer;
        });

        var (status, body, _) = await road.CallAsync(GenerationApis.Responses, streamed: true);

        Assert.Equal(503, status);
        Assert.DoesNotContain(CannedAnswers.Canary, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public async Task What_a_provider_said_of_a_failed_call_isnt_passed_on_unlogged(int status)
    {
        _journal.FinishResult = AppendResult.Full;
        await using var road = await RoadUnderTest.StartAsync(Config(required: true), _journal, _ => new((HttpStatusCode)status)
        {
            Content = new StringContent("""{"error":{"message":"canary-prompt is too long"}}"""),
        });

        var (answered, body, _) = await road.CallAsync(GenerationApis.Chat);

        Assert.Equal(503, answered);
        Assert.DoesNotContain("canary", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_demands_zero_retention_cant_go_around_the_log()
    {
        const string Zdr = ",\"provider\":{\"zdr\":true}";
        await using var required = await StartAsync(GenerationApis.Chat, false);
        await using var free = await StartAsync(GenerationApis.Chat, false, required: false);

        var (status, body, _) = await required.CallAsync(GenerationApis.Chat, fields: Zdr);

        Assert.Equal((400, 0), (status, required.Calls));
        Assert.Contains("provider.zdr", body, StringComparison.Ordinal);
        Assert.Equal(200, (await free.CallAsync(GenerationApis.Chat, fields: Zdr)).Status);
        Assert.False(_journal.Finished.Single().Record.ContentLogged);
    }

    [Theory]
    [InlineData(false, 400)]
    [InlineData(true, 200)]
    public async Task A_call_that_demands_zero_retention_cant_go_around_a_destination_that_requires_its_content(bool zeroRetention, int expected)
    {
        await using var road = await RoadUnderTest.StartAsync(
            Required("Full", zeroRetention), _journal, _ => CannedAnswers.Of(GenerationApis.Chat, streamed: false));

        var (status, body, _) = await road.CallAsync(GenerationApis.Chat, fields: ",\"provider\":{\"zdr\":true}");

        Assert.Equal((expected, expected == 200 ? 1 : 0), (status, road.Calls));
        if (expected == 400)
            Assert.Contains("provider.zdr: this workspace requires its calls to be sent to the destination audit", body, StringComparison.Ordinal);
        else
            Assert.NotNull(_journal.Finished.Single().Content);
        Assert.Equal(200, (await road.CallAsync(GenerationApis.Chat)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_destination_that_requires_traces_stops_calls_that_cant_be_written_down(bool atStart)
    {
        (_journal.StartResult, _journal.FinishResult) =
            atStart ? (AppendResult.Full, AppendResult.Written) : (AppendResult.Written, AppendResult.Failed);
        await using var road = await RoadUnderTest.StartAsync(
            Required("None", zeroRetention: false), _journal, _ => CannedAnswers.Of(GenerationApis.Chat, streamed: false));

        var (status, body, _) = await road.CallAsync(GenerationApis.Chat);

        Assert.Equal(503, status);
        Assert.Contains("requires its calls to be logged, or sent to a destination", body, StringComparison.Ordinal);
    }

    private static RouterConfig Required(string contentMode, bool zeroRetention) => RoadUnderTest.Config() with
    {
        Broadcast = new()
        {
            Destinations =
            [
                new()
                {
                    Name = "audit",
                    Id = "44444444-4444-4444-8444-444444444444",
                    Type = "webhook",
                    ContentMode = contentMode,
                    ZeroRetention = zeroRetention,
                    Required = true,
                },
            ],
        },
    };

    private static async Task GetsWholeAsync(RoadUnderTest road, string api, bool streamed)
    {
        var (status, body, cut) = await road.CallAsync(api, streamed);

        Assert.Equal((200, false), (status, cut));
        if (streamed)
            Assert.Contains(CannedAnswers.Terminal(api), body, StringComparison.Ordinal);
        if (api != GenerationApis.Embeddings)
            Assert.Contains(CannedAnswers.Canary, body, StringComparison.Ordinal);
    }

    private Task<RoadUnderTest> StartAsync(string api, bool streamed, bool required = true) =>
        RoadUnderTest.StartAsync(Config(required), _journal, _ => CannedAnswers.Of(api, streamed));

    private static RouterConfig Config(bool required) => RoadUnderTest.Config() with
    {
        InputOutputLogging = new LoggingSettings { Enabled = true, Required = required, ScopeId = "33333333-3333-4333-8333-333333333333" },
    };
}
