using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.EndToEnd.Tests.Sinks;

/// <summary>Where finished generations go: records and content in the store, traces to the webhook, events to listeners.</summary>
public sealed class SinksTests(SinksTests.SinksHouse house, ITestOutputHelper output)
    : HouseTests<SinksTests.SinksHouse>(house, output), IClassFixture<SinksTests.SinksHouse>
{
    private const string Stream = ",\"stream\":true";

    [Theory]
    [InlineData("chat/completions", """{"model":"acme/assistant","messages":[{"role":"user","content":"kept-whole"}]}""", "kept-whole")]
    [InlineData("chat/completions", """{"model":"acme/assistant","stream":true,"messages":[{"role":"user","content":"kept-streamed"}]}""", "kept-streamed")]
    [InlineData("responses", """{"model":"acme/assistant","input":"kept-response","stream":true}""", "kept-response")]
    [InlineData("messages", """{"model":"acme/scholar","max_tokens":50,"stream":true,"messages":[{"role":"user","content":"kept-message"}]}""", "kept-message")]
    public async Task A_generation_is_found_in_the_store_by_its_id_with_what_was_said(string path, string body, string prompt)
    {
        var answer = (await Sidecar.PostAsync(path, body)).Expect(200);

        var (row, content) = await ReadAsync(answer.GenerationId, withContent: true);
        Assert.Equal(GenerationOutcomes.Completed, row.Record.Outcome);
        Assert.True(row.Record.Usage!.Prompt > 0);
        using var document = JsonDocument.Parse(content!);
        string text = document.RootElement.GetRawText();
        Assert.Contains(answer.GenerationId, text, StringComparison.Ordinal);
        Assert.Contains($"heard you say: {prompt}", text, StringComparison.Ordinal);
        Assert.Matches(@"^k8srouter/content/workspace=team-a/dt=\d{4}-\d\d-\d\d/hour=\d\d/\w{6}-[\d-]+\.jsonl\.gz$", row.ContentObject);
        Assert.True(File.Exists(Path.Combine(House.Data, "store", row.ContentObject!)));
    }

    [Fact]
    public async Task The_operator_is_told_that_the_store_and_the_webhook_take_what_they_are_sent()
    {
        (await Sidecar.ChatAsync("acme/assistant", "observed-prompt")).Expect(200);
        Answer? answer = null;
        await Eventually.TrueAsync("a store and a webhook that took something", async () =>
        {
            answer = await Sidecar.AdminAsync("/observation");
            return answer.Json.GetProperty("records").GetProperty("state").GetString() == "stored"
                && answer.Json.GetProperty("destinations").EnumerateArray().Any(item => item.GetProperty("state").GetString() == "delivering");
        });
        Assert.Equal((await Sidecar.RevisionAsync()).Revision, answer!.Json.GetProperty("revision").GetString());
        Assert.False(answer.Json.GetProperty("refuses").GetBoolean());
        Assert.DoesNotContain("observed-prompt", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_and_cancelled_calls_are_recorded_as_such()
    {
        string failed = (await Sidecar.ChatAsync("acme/cut", "cut-in-the-middle", Stream)).Expect(200).GenerationId;
        string refused = (await Sidecar.ChatAsync("acme/failing", "never answered")).Expect(503).GenerationId;
        string cancelled = await CancelAsync();

        Assert.Equal(GenerationOutcomes.Failed, (await ReadAsync(failed)).Row.Record.Outcome);
        var nobody = (await ReadAsync(refused)).Row.Record;
        Assert.Equal((GenerationOutcomes.Failed, 503), (nobody.Outcome, nobody.StatusCode));
        var (row, content) = await ReadAsync(cancelled, withContent: true);
        Assert.True(row.Record.Cancelled);
        Assert.Equal(GenerationOutcomes.Cancelled, row.Record.Outcome);
        Assert.Contains("word1 word2", JsonDocument.Parse(content!).RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_webhook_gets_a_trace_of_every_call_however_it_ended()
    {
        string[] ids =
        [
            (await Sidecar.ChatAsync("acme/assistant", "traced-prompt")).Expect(200).GenerationId,
            (await Sidecar.ChatAsync("acme/assistant", "traced-prompt", Stream)).Expect(200).GenerationId,
            (await Sidecar.ChatAsync("acme/cut", "traced-prompt", Stream)).Expect(200).GenerationId,
            await CancelAsync(),
        ];

        foreach (string id in ids)
        {
            string body = await Eventually.GetAsync($"the trace of {id}", async () =>
                (await House.Alpha.WebhookAsync()).FirstOrDefault(b => b.Contains(id, StringComparison.Ordinal)));
            var spans = JsonDocument.Parse(body).RootElement.GetProperty("resourceSpans").EnumerateArray()
                .SelectMany(r => r.GetProperty("scopeSpans").EnumerateArray())
                .SelectMany(s => s.GetProperty("spans").EnumerateArray()).ToArray();
            Assert.All(spans, s => Assert.Equal(32, s.GetProperty("traceId").GetString()!.Length));
            Assert.All(spans, s => Assert.True(long.Parse(s.GetProperty("endTimeUnixNano").GetString()!, null) >= long.Parse(s.GetProperty("startTimeUnixNano").GetString()!, null)));
        }
        Assert.Contains(await House.Alpha.WebhookAsync(), b => b.Contains("traced-prompt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trace_is_linked_to_the_one_that_the_caller_is_part_of()
    {
        string id = (await Sidecar.PostAsync(
            "chat/completions", SidecarUnderTest.Chat("acme/assistant", "linked"),
            ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))).Expect(200).GenerationId;

        string body = await Eventually.GetAsync($"the trace of {id}", async () =>
            (await House.Alpha.WebhookAsync()).FirstOrDefault(b => b.Contains(id, StringComparison.Ordinal)));
        Assert.Contains(
            """[{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7"}]""", body, StringComparison.Ordinal);
        Assert.Equal("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", (await ReadAsync(id)).Row.Record.TraceParent);
    }

    [Fact]
    public async Task Events_tell_of_a_generation_without_its_content()
    {
        using var response = await Sidecar.OpenEventsAsync();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        string id = (await Sidecar.ChatAsync("acme/assistant", "not-in-events")).Expect(200).GenerationId;

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string? line;
        do
        {
            line = await lines.ReadLineAsync(patience.Token);
            Assert.NotNull(line);
            Assert.DoesNotContain("not-in-events", line, StringComparison.Ordinal);
        }
        while (!line.Contains(id, StringComparison.Ordinal));
        Assert.Equal("io.k8srouter.generation.v1", JsonDocument.Parse(line).RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_destination_that_is_down_delays_no_request()
    {
        // The second destination points nowhere, all the time: the store and the webhook have got theirs above nevertheless.
        (await Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);

        var status = (await Sidecar.AdminAsync("/status")).Expect(200);
        Assert.Contains("nowhere", status.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-canary", status.Body, StringComparison.Ordinal);
    }

    private async Task<string> CancelAsync()
    {
        using var response = await Sidecar.OpenAsync("chat/completions", SidecarUnderTest.Chat("acme/assistant", "Write 5000 words", Stream));
        await using var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[1500]);
        return Assert.Single(response.Headers.GetValues("X-Generation-Id"));
    }

    private async Task<(StoredGeneration Row, byte[]? Content)> ReadAsync(string id, bool withContent = false)
    {
        string? workspace = (await Sidecar.GenerationAsync(id)).GetProperty("workspace_id").GetString();
        var scope = new StoreScope { Prefix = "k8srouter", Workspace = "team-a", WorkspaceId = workspace };
        var reader = new StoreReader(new FolderObjectStore(Path.Combine(House.Data, "store")), scope);
        var row = await Eventually.GetAsync($"the record of {id}", () => reader.FindAsync(id, CancellationToken.None));
        if (!withContent)
            return (row, null);
        var content = await reader.ReadContentAsync(row, CancellationToken.None);
        Assert.Equal(StoredContentKind.Present, content.Kind);
        return (row, content.Document.ToArray());
    }

    public sealed class SinksHouse : HouseFixture
    {
        internal override HousePlan Plan => new()
        {
            TokenDelay = TimeSpan.FromMilliseconds(5),
            Policy = "{retention: {maxDays: 0}, inputOutputLogging: {enabled: true, retentionDays: 90}, broadcast: {enabled: true}}",
            Providers = (alpha, beta) =>
            [
                new TestProvider("alpha", alpha)
                {
                    Models =
                    [
                        new("acme/assistant") { Apis = "chat, responses" }, new("acme/cut", "fault-cut-mid-stream-mock"), new("acme/failing", "fault-503-mock"),
                    ],
                },
                new TestProvider("scholar", beta) { Anthropic = true, Models = [new("acme/scholar") { Apis = "messages" }] },
            ],
            Further = alpha => Webhook("receiver", alpha.Address + "/__mock/webhook") + "\n---\n" + Webhook("nowhere", "http://127.0.0.1:9/"),
        };

        private static string Webhook(string name, string url) =>
            $$"""
            apiVersion: v1
            kind: Secret
            metadata:
              name: {{name}}
              namespace: team-a
              labels: {k8srouter.io/use: destination}
            stringData: {url: "{{url}}"}
            ---
            apiVersion: k8srouter.io/v1alpha1
            kind: ObservabilityDestination
            metadata: {name: {{name}}, namespace: team-a}
            spec:
              type: webhook
              enabled: true
              location: Europe
              allowPlaintext: true
              config: {method: POST}
              secretConfig:
              - {field: url, name: {{name}}, key: url}
              contentMode: Full
            """;
    }
}
