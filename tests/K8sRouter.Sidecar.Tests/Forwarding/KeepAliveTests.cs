using System.Net;
using System.Text;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Tests.Generations;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Forwarding;

/// <summary>Comments to a caller whose answer hasn't begun.</summary>
public sealed class KeepAliveTests
{
    private const string Comment = ": K8SROUTER WAITING\n\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MemoryJournal _journal = new();
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    public static TheoryData<string> Apis => [GenerationApis.Chat, GenerationApis.Completions, GenerationApis.Responses, GenerationApis.Messages];

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task Until_the_first_token_a_comment_comes_each_second_and_then_the_answer(string api)
    {
        var provider = new WaitingProvider(CannedAnswers.Of(api, streamed: true));
        await using var road = await RoadUnderTest.StartAsync(RoadUnderTest.Config(), _journal, _ => provider.Answer(), clock: _clock);
        var opening = road.OpenAsync(api, keepAlive: "true");
        await provider.Called.WaitAsync(Patience);

        _clock.Advance(TimeSpan.FromSeconds(1));
        using var answer = await opening.WaitAsync(Patience);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(Comment, await ReadAsync(reader, Comment.Length));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Comment, await ReadAsync(reader, Comment.Length));
        provider.Begin();
        string rest = await reader.ReadToEndAsync().WaitAsync(Patience);

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
        Assert.StartsWith("gen-", answer.Headers.GetValues("X-Generation-Id").Single(), StringComparison.Ordinal);
        Assert.Contains(CannedAnswers.Canary, rest, StringComparison.Ordinal);
        Assert.DoesNotContain(Comment, rest, StringComparison.Ordinal);
        Assert.Equal(GenerationOutcomes.Completed, _journal.Finished.Single().Record.Outcome);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task After_comments_another_endpoint_still_serves(string api)
    {
        var failing = new WaitingProvider(new HttpResponseMessage(HttpStatusCode.OK) { Content = Events("") });
        await using var road = await RoadUnderTest.StartAsync(
            RoadUnderTest.ConfigWithSpare(), _journal,
            request => request.RequestUri!.Host == "acme.example" ? failing.Answer() : CannedAnswers.Of(api, streamed: true), clock: _clock);

        string text = await CommentThenAsync(road, api, failing);

        Assert.Contains(CannedAnswers.Canary, text, StringComparison.Ordinal);
        Assert.Equal(["acme", "spare"], _journal.Finished.Single().Record.Attempts.Select(a => a.ProviderSlug));
        Assert.Equal(200, _journal.Finished.Single().Record.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public async Task After_comments_a_failure_of_all_is_told_inside_the_stream(string api)
    {
        var failing = new WaitingProvider(new HttpResponseMessage(HttpStatusCode.OK) { Content = Events("") });
        await using var road = await RoadUnderTest.StartAsync(RoadUnderTest.Config(), _journal, _ => failing.Answer(), clock: _clock);

        string text = await CommentThenAsync(road, api, failing);

        Assert.Contains("Provider returned error", text, StringComparison.Ordinal);
        Assert.Contains(api switch { GenerationApis.Messages => "event: error\n", GenerationApis.Responses => "event: response.failed\n", _ => "[DONE]" }, text, StringComparison.Ordinal);
        Assert.Equal((502, GenerationOutcomes.Failed), (_journal.Finished.Single().Record.StatusCode, _journal.Finished.Single().Record.Outcome));
    }

    [Fact]
    public async Task After_comments_a_whole_answer_is_none()
    {
        var whole = new WaitingProvider(CannedAnswers.Of(GenerationApis.Chat, streamed: false));
        await using var road = await RoadUnderTest.StartAsync(
            RoadUnderTest.ConfigWithSpare(), _journal,
            request => request.RequestUri!.Host == "acme.example" ? whole.Answer() : CannedAnswers.Of(GenerationApis.Chat, streamed: true), clock: _clock);

        string text = await CommentThenAsync(road, GenerationApis.Chat, whole);

        Assert.DoesNotContain("\"message\"", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "0s")]
    [InlineData("false", "5s")]
    public async Task Without_comments_a_failure_keeps_its_status(string? header, string setting)
    {
        Assert.Null(KeepAliveHeader.Read(setting == "0s" ? null : setting, TimeSpan.Zero, out var interval));
        var options = new SidecarOptions { ConfigDirectory = "", StreamKeepAlive = interval };
        await using var road = await RoadUnderTest.StartAsync(
            RoadUnderTest.Config(), _journal, _ => new(HttpStatusCode.TooManyRequests) { Headers = { { "Retry-After", "7" } } }, options, _clock);

        using var answer = await road.OpenAsync(GenerationApis.Chat, header);

        Assert.Equal((HttpStatusCode.TooManyRequests, "7"), (answer.StatusCode, answer.Headers.RetryAfter?.ToString()));
    }

    [Fact]
    public async Task A_failure_that_comes_before_the_first_comment_keeps_its_status_too()
    {
        await using var road = await RoadUnderTest.StartAsync(RoadUnderTest.Config(), _journal, _ => new(HttpStatusCode.BadRequest), clock: _clock);

        using var answer = await road.OpenAsync(GenerationApis.Chat, "true");

        Assert.Equal((HttpStatusCode.BadRequest, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString()));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("1")]
    [InlineData("1ms")]
    public async Task A_value_that_says_nothing_clear_is_refused_by_name(string value)
    {
        await using var road = await RoadUnderTest.StartAsync(RoadUnderTest.Config(), _journal, _ => throw new InvalidOperationException("It was sent."));

        using var answer = await road.OpenAsync(GenerationApis.Chat, value);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"X-K8sRouter-Keep-Alive: '{value}'", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Lets one comment go out, then the provider answer, and reads to the end.</summary>
    private async Task<string> CommentThenAsync(RoadUnderTest road, string api, WaitingProvider provider)
    {
        var opening = road.OpenAsync(api, keepAlive: "1s");
        await provider.Called.WaitAsync(Patience);
        _clock.Advance(TimeSpan.FromSeconds(1));
        using var answer = await opening.WaitAsync(Patience);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(Comment, await ReadAsync(reader, Comment.Length));
        provider.Begin();
        return await reader.ReadToEndAsync().WaitAsync(Patience);
    }

    private static async Task<string> ReadAsync(StreamReader reader, int length)
    {
        var text = new char[length];
        int count = await reader.ReadBlockAsync(text).AsTask().WaitAsync(Patience);
        return new string(text, 0, count);
    }

    private static StringContent Events(string text) => new(text, Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue("text/event-stream"));

    /// <summary>Sends its headers at once and its body when it is told to.</summary>
    private sealed class WaitingProvider(HttpResponseMessage answer)
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _begins = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Called => _called.Task;

        public void Begin() => _begins.SetResult();

        public HttpResponseMessage Answer()
        {
            _called.TrySetResult();
            var content = new StreamContent(new Body(answer.Content.ReadAsStream(), _begins.Task));
            content.Headers.ContentType = answer.Content.Headers.ContentType;
            return new HttpResponseMessage(answer.StatusCode) { Content = content };
        }

        private sealed class Body(Stream source, Task begins) : ReadOnlyStream
        {
            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                await begins.WaitAsync(cancellationToken);
                return await source.ReadAsync(buffer, cancellationToken);
            }
        }
    }
}
