using System.IO.Compression;
using System.Text;

namespace K8sRouter.EndToEnd.Tests.Privacy;

/// <summary>Canaries: prompts and keys that must turn up nowhere but where they belong.</summary>
public sealed class SecretsTests(ITestOutputHelper output)
{
    private const string Prompt = "CANARY-PROMPT-e81c";
    private const string CallerKey = "sk-canary-of-caller-55d1c0";

    [Fact]
    public Task Keys_stay_on_their_side_and_without_logging_no_prompt_is_kept_anywhere() =>
        OwnHouse.RunAsync(output, Plan, async house =>
        {
            var answers = await CallEveryWayAsync(house);
            await Eventually.TrueAsync("records of the calls", () => Files(house).Any(f => f.Contains("records", StringComparison.Ordinal)));
            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());

            string[] providerKeys = [house.Alpha.Key, house.Beta.Key, "sk-canary-that-is-refused-90be"];
            foreach (var answer in answers)
            {
                string whole = answer.Headers + answer.Body;
                Assert.All(providerKeys, key => Assert.DoesNotContain(key, whole, StringComparison.Ordinal));
                Assert.DoesNotContain("****90be", whole, StringComparison.Ordinal);
            }
            foreach (var call in house.Alpha.Requests.Concat(house.Beta.Requests))
                Assert.DoesNotContain("canary-of-caller", string.Join('\n', call.Headers.Values) + call.Query + call.Body, StringComparison.Ordinal);
            Assert.All([.. providerKeys, CallerKey, "****90be", Prompt], canary => Assert.DoesNotContain(canary, house.Logs, StringComparison.Ordinal));
            Assert.NotEmpty(Files(house));
            foreach (string file in Files(house))
                Assert.All([.. providerKeys, CallerKey, Prompt], canary => Assert.False(Holds(file, canary), $"{file} holds {canary}"));
        });

    [Fact]
    public Task With_logging_the_prompt_is_in_the_store_and_still_no_key_is() =>
        OwnHouse.RunAsync(output, Plan with { Policy = "{retention: {maxDays: 0}, inputOutputLogging: {enabled: true, retentionDays: 90}}" }, async house =>
        {
            await CallEveryWayAsync(house);
            await Eventually.TrueAsync("content in the store", () => Files(house).Any(f => f.Contains("content", StringComparison.Ordinal) && Holds(f, Prompt)));
            Assert.Equal(0, await house.Sidecar.Process.TerminateAsync());

            Assert.DoesNotContain(Prompt, house.Logs, StringComparison.Ordinal);
            string[] keys = [house.Alpha.Key, house.Beta.Key, "sk-canary-that-is-refused-90be", CallerKey, "****90be"];
            foreach (string file in Files(house))
            {
                Assert.All(keys, key => Assert.False(Holds(file, key), $"{file} holds {key}"));
                if (!file.Contains("content", StringComparison.Ordinal))
                    Assert.False(Holds(file, Prompt), $"{file} holds the prompt");
            }
        });

    private static HousePlan Plan { get; } = new()
    {
        Providers = (alpha, beta) =>
        [
            new TestProvider("alpha", alpha)
            {
                Models =
                [
                    new("acme/assistant") { Apis = "chat, completions, responses" }, new("acme/embedder", "mock-embed") { Apis = "embeddings" },
                    new("acme/echo", "fault-echo-prompt-mock"), new("acme/cut", "fault-cut-mid-stream-mock"), new("acme/failing", "fault-500-mock"),
                    new("acme/error-event", "fault-error-event-mock"),
                ],
            },
            new TestProvider("scholar", beta) { Anthropic = true, Models = [new("acme/scholar") { Apis = "messages" }] },
            new TestProvider("wrong", beta.Address, "sk-canary-that-is-refused-90be") { Models = [new("acme/refused-key")] },
            new TestProvider("forbidden", beta) { DataPolicy = "confirmed: true, training: true, publication: false, retentionDays: 30", Models = [new("acme/forbidden")] },
        ],
    };

    private static async Task<List<Answer>> CallEveryWayAsync(RunningHouse house)
    {
        const string Stream = ",\"stream\":true";
        var sidecar = house.Sidecar;
        List<Answer> answers =
        [
            (await sidecar.ChatAsync("acme/assistant", Prompt)).Expect(200),
            (await sidecar.ChatAsync("acme/assistant", Prompt, Stream)).Expect(200),
            (await sidecar.PostAsync("completions", $$"""{"model":"acme/assistant","prompt":"{{Prompt}}"}""")).Expect(200),
            (await sidecar.PostAsync("responses", $$"""{"model":"acme/assistant","input":"{{Prompt}}"}""")).Expect(200),
            (await sidecar.PostAsync("embeddings", $$"""{"model":"acme/embedder","input":"{{Prompt}}"}""")).Expect(200),
            (await sidecar.PostAsync("messages", $$"""{"model":"acme/scholar","max_tokens":9,"messages":[{"role":"user","content":"{{Prompt}}"}]}""")).Expect(200),
            (await sidecar.ChatAsync("acme/echo", Prompt)).Expect(400),
            (await sidecar.ChatAsync("acme/cut", Prompt, Stream)).Expect(200),
            (await sidecar.ChatAsync("acme/error-event", Prompt, Stream)).Expect(200),
            (await sidecar.ChatAsync("acme/failing", Prompt)).Expect(502),
            (await sidecar.ChatAsync("acme/refused-key", Prompt)).Expect(502),
            (await sidecar.ChatAsync("acme/forbidden", Prompt)).Expect(404),
            (await sidecar.ChatAsync("acme/" + Prompt, Prompt)).Expect(400),
            (await sidecar.PostAsync("chat/completions", $$"""{"model":"acme/assistant","messages":["{{Prompt}}"}""")).Expect(400),
            await sidecar.AdminAsync("/metrics"),
            await sidecar.AdminAsync("/status"),
            await sidecar.AdminAsync("/revision"),
        ];
        Assert.DoesNotContain(Prompt, answers[^1].Body + answers[^2].Body + answers[^3].Body, StringComparison.Ordinal);
        return answers;
    }

    /// <summary>Whatever the sidecar keeps: journal, spool and store.</summary>
    private static IEnumerable<string> Files(RunningHouse house) =>
        Directory.Exists(house.Data) ? Directory.EnumerateFiles(house.Data, "*", SearchOption.AllDirectories) : [];

    private static bool Holds(string file, string text)
    {
        byte[] bytes = Read(file);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0
            || bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(text))[..8])) >= 0 && text == Prompt
            || Unzipped(bytes).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    private static byte[] Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        catch (FileNotFoundException)
        {
            // Sent and removed meanwhile.
            return [];
        }
        catch (IOException) when (Path.GetFileName(file).StartsWith(".writing-", StringComparison.Ordinal))
        {
            // Being written, and locked for that time: it is read under its own name, once it has it.
            return [];
        }
    }

    private static byte[] Unzipped(byte[] bytes)
    {
        if (bytes is not [0x1f, 0x8b, ..])
            return [];
        using var source = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }
}
