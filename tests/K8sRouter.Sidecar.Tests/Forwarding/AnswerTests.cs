using System.Net;
using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Tests.Capture;
using K8sRouter.Sidecar.Tests.Generations;

namespace K8sRouter.Sidecar.Tests.Forwarding;

/// <summary>What callers get where a provider's answer isn't what it seems, from the real forwarder.</summary>
public sealed class AnswerTests
{
    private readonly MemoryJournal _journal = new();

    public static TheoryData<string, string> NoAnswers
    {
        get
        {
            var data = new TheoryData<string, string>();
            string[] apis = [GenerationApis.Chat, GenerationApis.Completions, GenerationApis.Responses, GenerationApis.Messages, GenerationApis.Embeddings];
            foreach (string api in apis)
            {
                data.Add(api, """{"choices":null}""");
                data.Add(api, """{"choices":[]}""");
                data.Add(api, """{"detail":"starting"}""");
                data.Add(api, """{"type":"error","error":{"type":"overloaded_error","message":"x"}}""");
            }
            data.Add(GenerationApis.Chat, """{"choices":[{"index":0,"message":{"content":""},"finish_reason":"error","error":{"code":502,"message":"x"}}]}""");
            data.Add(GenerationApis.Completions, """{"choices":[{"index":0,"text":"","finish_reason":"error","error":{"code":502,"message":"x"}}]}""");
            data.Add(GenerationApis.Responses, """{"id":"r","object":"response","status":"failed","error":null,"output":[]}""");
            data.Add(GenerationApis.Embeddings, """{"object":"list","data":[]}""");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public async Task What_answers_nothing_with_a_good_status_calls_for_the_next_endpoint(string api, string nothing)
    {
        await using var road = await StartAsync(api, streamed: false, () => Json(nothing));

        var (status, body, _) = await road.CallAsync(api, fields: RoadUnderTest.CheapestFirst);

        Assert.Equal(200, status);
        if (api != GenerationApis.Embeddings)
            Assert.Contains(CannedAnswers.Canary, body, StringComparison.Ordinal);
        Assert.Equal([("acme", false), ("spare", true)], Attempts());
    }

    [Theory]
    [MemberData(nameof(NoAnswers))]
    public async Task What_answers_nothing_and_has_no_other_endpoint_is_a_bad_gateway(string api, string nothing)
    {
        await using var road = await RoadUnderTest.StartAsync(RoadUnderTest.Config(), _journal, _ => Json(nothing));

        Assert.Equal(502, (await road.CallAsync(api)).Status);
    }

    [Theory]
    [InlineData(GenerationApis.Chat, "text/event-stream")]
    [InlineData(GenerationApis.Completions, "Text/Event-Stream; charset=utf-8;")]
    [InlineData(GenerationApis.Responses, "TEXT/EVENT-STREAM")]
    [InlineData(GenerationApis.Messages, "text/event-stream;charset=UTF-8")]
    public async Task A_stream_that_nobody_asked_for_becomes_the_whole_answer(string api, string mediaType)
    {
        await using var road = await RoadUnderTest.StartAsync(RoadUnderTest.Config(), _journal, _ => Typed(CannedAnswers.Of(api, streamed: true), mediaType));

        var (status, body, cut) = await road.CallAsync(api);

        Assert.Equal((200, false), (status, cut));
        Assert.Contains(CannedAnswers.Canary, Answers.Parse(body).GetRawText(), StringComparison.Ordinal);
        var record = _journal.Finished.Single().Record;
        Assert.Equal((100L, 50L, "stop"), (record.Usage!.Prompt, record.Usage.Completion, record.FinishReason));
        Assert.Equal(0.0003m, record.Cost!.Charged);
    }

    [Theory]
    [InlineData(GenerationApis.Chat)]
    [InlineData(GenerationApis.Messages)]
    public async Task A_media_type_may_have_capitals(string api)
    {
        await using var road = await RoadUnderTest.StartAsync(
            RoadUnderTest.Config(), _journal, _ => Typed(CannedAnswers.Of(api, streamed: true), "Text/Event-Stream"));

        var (status, body, _) = await road.CallAsync(api, streamed: true);

        Assert.Equal(200, status);
        Assert.Contains(CannedAnswers.Terminal(api), body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_inside_a_choice_of_a_stream_calls_for_the_next_endpoint_while_nothing_was_sent()
    {
        const string failed = """data: {"id":"u","choices":[{"index":0,"delta":{"content":""},"finish_reason":"error","error":{"code":429,"message":"x"}}]}""" + "\n\n";
        await using var road = await StartAsync(GenerationApis.Chat, streamed: true, () => Events(failed));

        var (_, body, _) = await road.CallAsync(GenerationApis.Chat, streamed: true, fields: RoadUnderTest.CheapestFirst);

        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        Assert.Equal([("acme", false), ("spare", true)], Attempts());
    }

    [Fact]
    public async Task A_response_that_breaks_in_mid_stream_fails_with_the_next_number()
    {
        await using var road = await RoadUnderTest.StartAsync(RoadUnderTest.Config(), _journal, _ => Events(
            """data: {"type":"response.created","sequence_number":0,"response":{"id":"r","status":"in_progress"}}""" + "\n\n"
            + """data: {"type":"response.output_text.delta","sequence_number":4,"delta":"x"}""" + "\n\n"));

        var (_, body, _) = await road.CallAsync(GenerationApis.Responses, streamed: true);

        Assert.Equal(5, Answers.Parse(body[(body.LastIndexOf("data: ", StringComparison.Ordinal) + 6)..]).GetProperty("sequence_number").GetInt32());
        Assert.Equal("failed", _journal.Finished.Single().Record.Outcome);
    }

    [Theory]
    [InlineData(GenerationApis.Chat)]
    [InlineData(GenerationApis.Completions)]
    [InlineData(GenerationApis.Responses)]
    [InlineData(GenerationApis.Messages)]
    public async Task An_event_too_large_is_called_that_in_the_stream_and_in_the_record(string api)
    {
        var options = new SidecarOptions { ConfigDirectory = "", MaxEventBytes = 100_000 };
        string first = (await CannedAnswers.Of(api, streamed: true).Content.ReadAsStringAsync()).Split("\n\n")[0] + "\n\n";
        await using var road = await RoadUnderTest.StartAsync(
            RoadUnderTest.Config(), _journal, _ => Events(first + "data: {\"x\":\"" + new string('x', 300_000)), options);

        var (status, body, cut) = await road.CallAsync(api, streamed: true);

        Assert.Equal((200, false), (status, cut));
        Assert.Contains("more at once than the router can hold", body, StringComparison.Ordinal);
        Assert.DoesNotContain("timeout", body, StringComparison.Ordinal);
        var record = _journal.Finished.Single().Record;
        Assert.Equal((502, AttemptFailures.TooLarge), (record.StatusCode, record.Attempts.Single().Failure));
    }

    private Task<RoadUnderTest> StartAsync(string api, bool streamed, Func<HttpResponseMessage> acme) => RoadUnderTest.StartAsync(
        RoadUnderTest.ConfigWithSpare(), _journal, request => request.RequestUri!.Host == "acme.example" ? acme() : CannedAnswers.Of(api, streamed));

    private IEnumerable<(string Provider, bool Served)> Attempts() =>
        _journal.Finished.Single().Record.Attempts.Select(a => (a.ProviderSlug, a.Failure is null));

    private static HttpResponseMessage Json(string body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Events(string body) => Typed(Json(body), "text/event-stream");

    private static HttpResponseMessage Typed(HttpResponseMessage answer, string mediaType)
    {
        answer.Content.Headers.Remove("Content-Type");
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        return answer;
    }
}
