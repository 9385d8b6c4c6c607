using System.Net;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Events;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Tests.Capture;
using K8sRouter.Sidecar.Tests.Forwarding;
using K8sRouter.Sidecar.Tests.Generations;

namespace K8sRouter.Sidecar.Tests.Redaction;

/// <summary>
/// A provider that quotes its key wherever it can: no twelve characters of it reach the caller, or what all sinks are made from.
/// </summary>
public sealed class CanaryTests
{
    private const string Key = "sk-canary-Zq7Wm3xT9bL4hRk2";

    private static readonly RouterConfig Config = RoadUnderTest.Config() with
    {
        Providers =
        [
            .. RoadUnderTest.Config().Providers.Select(
                provider => provider with { Auth = new() { Scheme = "Bearer", CredentialFile = "provider-acme" } }),
        ],
        InputOutputLogging = new LoggingSettings { Enabled = true, ScopeId = "33333333-3333-4333-8333-333333333333" },
    };

    private static readonly Credentials Held = new(new Dictionary<string, string> { ["provider-acme"] = Key });

    /// <summary>Every way in which a text can hold the key.</summary>
    private static readonly string[] Texts =
    [
        $"Incorrect API key provided: {Key}.",
        $"the key {Key[..12]} is none",
        $"the key ends with {Key[^12..]}",
        string.Concat(Key.Select(c => $"\\u{(int)c:x4}")),
        string.Concat(Key.Select(c => $"%{(int)c:X2}")),
        Convert.ToBase64String(Encoding.ASCII.GetBytes("Bearer " + Key)),
    ];

    /// <summary>Bodies of failures: T is the text.</summary>
    private static readonly string[] Bodies =
    [
        """{"error":{"message":"T","type":"T","code":"T","param":"T"}}""",
        """{"error":"T"}""",
        """{"object":"error","message":"T","code":"T"}""",
        """{"type":"error","error":{"type":"T","message":"T"},"request_id":"T"}""",
        """{"id":"T","service_tier":"T","error":{"message":"T","metadata":{"raw":"{\"error\":\"T\"}"}}}""",
        """{"message":"T"}""",
        "<html>T</html>",
    ];

    public static TheoryData<string, bool> Kinds => CannedAnswers.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_error_brings_a_providers_key_downstream(string api, bool streamed)
    {
        var journal = new MemoryJournal();
        Func<HttpResponseMessage> answer = () => new();
        await using var road = await RoadUnderTest.StartAsync(Config, journal, request =>
        {
            Assert.Equal("Bearer " + Key, request.Headers.Authorization!.ToString());
            var response = answer();
            response.Headers.TryAddWithoutValidation("X-Key", Key);
            return response;
        }, credentials: Held);

        foreach (var (name, failing) in Failures(api, streamed))
        {
            answer = failing;
            var (status, body, _) = await road.CallAsync(api, streamed);
            var (record, content) = journal.Finished[^1];

            Assert.True(status != 200 || body.Contains("\"error\"", StringComparison.Ordinal), $"{name}: {status} {body}");
            AssertClean(name, body);
            AssertClean(name, string.Join(' ', road.Headers));
            AssertClean(name, JsonSerializer.Serialize(record, GenerationRecordJson.Default.GenerationRecord));
            AssertClean(name, Encoding.UTF8.GetString(content!.Errors.Span));
            AssertClean(name, Encoding.UTF8.GetString(content.Response.Span));
            AssertClean(name, Rendered(record));
            AssertClean(name, await TracedAsync(record, content));
        }
        Assert.NotEmpty(road.Log.Lines);
        AssertClean("log", string.Join('\n', road.Log.Lines));
    }

    [Fact]
    public async Task What_a_provider_says_beside_its_key_is_still_told()
    {
        var journal = new MemoryJournal();
        await using var road = await RoadUnderTest.StartAsync(Config, journal, _ => new((HttpStatusCode)422)
        {
            Content = new StringContent($$$"""{"error":{"message":"{{{Key}}} has no access to this model","code":"no_access"}}"""),
        }, credentials: Held);

        var (_, body, _) = await road.CallAsync(GenerationApis.Chat);

        var metadata = JsonElement.Parse(body).GetProperty("error").GetProperty("metadata");
        Assert.Equal("""{"error":{"message":"[redacted] has no access to this model","code":"no_access"}}""", metadata.GetProperty("raw").GetString());
        Assert.Equal("no_access", metadata.GetProperty("provider_code").GetString());
        Assert.Contains(
            "\"message\":\"[redacted] has no access to this model\"",
            Encoding.UTF8.GetString(journal.Finished.Single().Content!.Errors.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_model_says_is_not_looked_through()
    {
        await using var road = await RoadUnderTest.StartAsync(Config, new MemoryJournal(), _ =>
        {
            var answer = CannedAnswers.Of(GenerationApis.Chat, streamed: false);
            string whole = answer.Content.ReadAsStringAsync().Result;
            answer.Content = new StringContent(whole.Replace(CannedAnswers.Canary, Key, StringComparison.Ordinal), Encoding.UTF8, "application/json");
            return answer;
        }, credentials: Held);

        Assert.Contains(Key, (await road.CallAsync(GenerationApis.Chat)).Body, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, Func<HttpResponseMessage> Answer)> Failures(string api, bool streamed)
    {
        string[] statuses = ["302", "401", "413", "422", "429", "500", "503"];
        foreach (string status in statuses)
            yield return (status, () => new((HttpStatusCode)int.Parse(status, null)) { Content = new StringContent(Of(Bodies[0], Texts[0])) });
        foreach (string body in Texts.SelectMany(text => Bodies.Select(body => Of(body, text))))
            yield return ($"400 {body}", () => new(HttpStatusCode.BadRequest) { Content = new StringContent(body) });
        foreach (string text in new[] { Texts[0], Texts[3] })
        {
            foreach (string body in Bodies.Select(body => Of(body, text)))
            {
                bool isError = body.Contains("\"error\"", StringComparison.Ordinal);
                if (isError)
                    yield return ($"200 {body}", () => Json(body));
                if (!streamed)
                    continue;
                yield return ($"event {body}", () => Stream($"event: error\ndata: {body}\n\n"));
                yield return ($"event after content {body}", () => Stream($"{FirstEvent(api)}event: error\ndata: {body}\n\n"));
                if (isError)
                    yield return ($"data after content {body}", () => Stream($"{FirstEvent(api)}data: {body}\n\n"));
            }
            string choice = Of("""{"id":"u-1","choices":[{"index":0,"finish_reason":"error","error":{"code":502,"message":"T"}}]}""", text);
            if (api is GenerationApis.Chat or GenerationApis.Completions)
                yield return (choice, () => streamed ? Stream($"{FirstEvent(api)}data: {choice}\n\n") : Json(choice));
            string failed = Of("""{"type":"response.failed","response":{"id":"T","status":"failed","error":{"code":"T","message":"T"}}}""", text);
            if (api == GenerationApis.Responses && streamed)
                yield return (failed, () => Stream($"{FirstEvent(api)}event: response.failed\ndata: {failed}\n\n"));
        }
    }

    private static string Of(string body, string text) => body.Replace("T", text, StringComparison.Ordinal);

    private static HttpResponseMessage Json(string body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static string FirstEvent(string api)
    {
        string stream = CannedAnswers.Of(api, streamed: true).Content.ReadAsStringAsync().Result.ReplaceLineEndings("\n");
        return stream[..(stream.IndexOf("\n\n", StringComparison.Ordinal) + 2)].Replace("\"finish_reason\":\"stop\"", "\"finish_reason\":null", StringComparison.Ordinal);
    }

    /// <summary>In pieces of seven bytes, so that every key is split.</summary>
    private static HttpResponseMessage Stream(string events)
    {
        var content = new StreamContent(new PiecesStream(Encoding.UTF8.GetBytes(events).Chunk(7)));
        content.Headers.ContentType = new("text/event-stream");
        return new(HttpStatusCode.OK) { Content = content };
    }

    /// <summary>As it is announced.</summary>
    private static string Rendered(GenerationRecord record)
    {
        using var target = new MemoryStream();
        using (var writer = new Utf8JsonWriter(target))
            new GenerationEvent(record).Write(writer);
        return Encoding.UTF8.GetString(target.ToArray());
    }

    /// <summary>As a destination gets it that takes content.</summary>
    private static async Task<string> TracedAsync(GenerationRecord record, CapturedContent content)
    {
        var receiver = new Receiver();
        using var client = new HttpClient(receiver);
        var entry = new DestinationEntry
        {
            Name = "d",
            Id = "4f0f5a86-7a4a-4b0e-9a8f-2f2f2f2f2f2f",
            Type = "webhook",
            ContentMode = "Full",
            Config = new Dictionary<string, string> { ["url"] = "https://hooks.example/traces" },
        };
        var exporter = ExporterFactory.Create(entry, _ => null, client, TimeProvider.System)!;
        await exporter.ExportAsync([new(record, content)], CancellationToken.None);
        return receiver.Body!;
    }

    private static void AssertClean(string name, string text)
    {
        for (string left = text, next; ; left = next)
        {
            for (int i = 0; i + 12 <= Key.Length; i++)
                Assert.False(left.Contains(Key.Substring(i, 12), StringComparison.Ordinal), $"{name}: {text}");
            // As whoever reads it would: JSON in JSON, and what is encoded in it.
            next = System.Text.RegularExpressions.Regex.Replace(
                left.Replace("\\\\", "\\", StringComparison.Ordinal), @"\\u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})",
                match => $"{(char)Convert.ToInt32(match.Groups[1].Value + match.Groups[2].Value, 16)}");
            if (next == left)
                break;
        }
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.ASCII.GetBytes("Bearer " + Key))[8..24], text, StringComparison.Ordinal);
    }

    private sealed class Receiver : HttpMessageHandler
    {
        public string? Body { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new(HttpStatusCode.OK);
        }
    }
}
