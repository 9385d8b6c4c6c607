using System.Net;
using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Tests.Journal;

namespace K8sRouter.Sidecar.Tests.Forwarding;

/// <summary>Where nobody is entitled to content, none reaches a disk, in whatever form: looked for behind the encryption.</summary>
public sealed class NothingOnDiskTests : IDisposable
{
    private static readonly DestinationEntry WithoutContent = new()
    {
        Name = "traces",
        Id = "44444444-4444-4444-8444-444444444444",
        Type = "webhook",
        ContentMode = "None",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> Kinds => CannedAnswers.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Neither_prompt_nor_answer_nor_error_is_in_the_journal(string api, bool streamed)
    {
        string found = await CallAndReadAsync(api, streamed, RoadUnderTest.Config() with { Broadcast = new() { Destinations = [WithoutContent] } });

        Assert.Contains("\"outcome\":\"completed\"", found, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"failed\"", found, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", found, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_same_search_finds_what_logging_keeps(string api, bool streamed)
    {
        string found = await CallAndReadAsync(api, streamed, RoadUnderTest.Config() with
        {
            InputOutputLogging = new LoggingSettings { Enabled = true, ScopeId = "33333333-3333-4333-8333-333333333333" },
        });

        Assert.Contains("canary-prompt", found, StringComparison.Ordinal);
        Assert.Contains("canary-error", found, StringComparison.Ordinal);
        if (api != GenerationApis.Embeddings)
            Assert.Contains("canary-answer", found, StringComparison.Ordinal);
    }

    /// <summary>A call that succeeds, one whose provider fails and one that breaks off; all that the folder then holds.</summary>
    private async Task<string> CallAndReadAsync(string api, bool streamed, RouterConfig config)
    {
        var found = new StringBuilder();
        await using var journal = TestJournal.Open(_folder.Path, clock: TimeProvider.System);
        int call = 0;
        await using (var road = await RoadUnderTest.StartAsync(config, journal, _ => (++call) switch
        {
            1 => CannedAnswers.Of(api, streamed),
            2 => new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("""{"error":{"message":"canary-error","canary":1}}""") },
            _ => BrokenOff(CannedAnswers.Of(api, streamed)),
        }))
        {
            for (int i = 0; i < 3; i++)
                await road.CallAsync(api, streamed);
        }
        using (var reader = journal.OpenReader("a"))
        {
            foreach (var entry in reader.Drain())
            {
                found.Append(Encoding.UTF8.GetString(entry.RecordJson.Span));
                if (entry.Content is { } content)
                {
                    foreach (var part in new[] { content.Request, content.Response, content.Errors })
                        found.Append(Encoding.UTF8.GetString(part.Span));
                }
                Assert.Equal(entry.Content is not null, journal.ReadContent(entry.Record.Id) is not null);
            }
        }
        foreach (string file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith("lock", StringComparison.Ordinal)))
        {
            await using var bytes = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var text = new StreamReader(bytes, Encoding.Latin1);
            Assert.DoesNotContain("canary", await text.ReadToEndAsync(), StringComparison.Ordinal);
        }
        return found.ToString();
    }

    private static HttpResponseMessage BrokenOff(HttpResponseMessage answer)
    {
        string whole = answer.Content.ReadAsStringAsync().Result;
        var type = answer.Content.Headers.ContentType;
        answer.Content = new StringContent(whole[..(whole.Length / 2)]);
        answer.Content.Headers.ContentType = type;
        return answer;
    }
}
