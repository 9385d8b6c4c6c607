using System.Net;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Tests.Conformance;
using K8sRouter.Sidecar.Tests.Forwarding;
using K8sRouter.Sidecar.Tests.Journal;

namespace K8sRouter.Sidecar.Tests.Generations;

/// <summary>What <c>GET generation/content</c> answers from the journal and the folder that the sidecar itself has.</summary>
public sealed class GenerationContentTests : IDisposable
{
    private static readonly ApiKeyEntry Administrator = new() { Name = "admin", Hash = new string('a', 64), Administrator = true };
    private static readonly ApiKeyEntry Ordinary = new() { Name = "app", Hash = new string('b', 64) };

    private static readonly RouterConfig Logging = RoadUnderTest.Config() with
    {
        InputOutputLogging = new LoggingSettings { Enabled = true, ScopeId = "33333333-3333-4333-8333-333333333333" },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _store = new();
    private readonly GenerationIndex _index = new();
    private DiskJournal _journal;

    public GenerationContentTests() => _journal = TestJournal.Open(_folder.Path, clock: TimeProvider.System);

    public void Dispose()
    {
        _journal.Abandon();
        _folder.Dispose();
        _store.Dispose();
    }

    public static TheoryData<string, bool> Kinds => CannedAnswers.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_of_call_is_shown_in_the_APIs_shape_streams_put_together(string api, bool streamed)
    {
        var record = await CallAsync(api, streamed);

        var call = await ContentAsync(record);

        string input = api switch
        {
            GenerationApis.Completions or GenerationApis.Embeddings => """{"prompt":"canary-prompt"}""",
            _ => """{"messages":[{"role":"user","content":"canary-prompt"}]}""",
        };
        string completion = api == GenerationApis.Embeddings ? "null" : "\"canary-answer\"";
        Assert.Equal($$$"""{"data":{"input":{{{input}}},"output":{"completion":{{{completion}}},"reasoning":null},"error":null}}""", call.Text);
    }

    [Fact]
    public async Task A_call_that_failed_shows_the_last_error_and_those_before_it()
    {
        var config = Logging with
        {
            Endpoints = [Logging.Endpoints[0], Logging.Endpoints[0] with { Id = "other/acme/one", Provider = "other" }],
            Providers = [Logging.Providers[0], Logging.Providers[0] with { Slug = "other", DisplayName = "Other" }],
        };
        int call = 0;
        await using (var road = await RoadUnderTest.StartAsync(config, _journal, _ => new(HttpStatusCode.ServiceUnavailable)
        {
            Content = new StringContent($$$"""{"error":{"message":"failure {{{++call}}}"}}"""),
        }))
            Assert.Equal(503, (await road.CallAsync(GenerationApis.Chat)).Status);

        var error = (await ContentAsync(Newest())).Data.GetProperty("error");

        Assert.Equal(["status", "message", "provider_name", "raw", "previous_errors"], error.EnumerateObject().Select(p => p.Name));
        Assert.Equal((503, "failure 2"), (error.GetProperty("status").GetInt32(), error.GetProperty("message").GetString()));
        var previous = Assert.Single(error.GetProperty("previous_errors").EnumerateArray());
        Assert.Equal(["code", "message", "provider_name", "raw"], previous.EnumerateObject().Select(p => p.Name));
        Assert.Equal((503, "failure 1"), (previous.GetProperty("code").GetInt32(), previous.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task After_a_restart_the_journal_still_shows_it()
    {
        var record = await CallAsync(GenerationApis.Chat, streamed: false);
        await _journal.DisposeAsync();
        _journal = TestJournal.Open(_folder.Path, clock: TimeProvider.System);
        Assert.Equal([record.Id], _journal.ReadRetained().Select(entry => entry.Record.Id));

        Assert.Contains("canary-prompt", (await ContentAsync(record)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_journal_no_longer_has_is_read_in_the_sidecars_own_folder()
    {
        var record = await CallAsync(GenerationApis.Chat, streamed: true);
        await StoreAsync(record);
        await ForgetJournalAsync();

        Assert.Equal(
            """{"data":{"input":{"messages":[{"role":"user","content":"canary-prompt"}]},"output":{"completion":"canary-answer","reasoning":null},"error":null}}""",
            (await ContentAsync(record)).Text);
    }

    [Fact]
    public async Task A_folder_that_cant_be_read_is_an_error_and_not_a_lie()
    {
        var record = await CallAsync(GenerationApis.Chat, streamed: true);
        await StoreAsync(record);
        await ForgetJournalAsync();
        string content = Directory.EnumerateFiles(_store.Path, "*.jsonl.gz", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(content, new byte[new FileInfo(content).Length]);

        var call = await ContentAsync(record);

        Assert.Equal(500, call.Status);
        Assert.DoesNotContain(_store.Path, call.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_isnt_read_by_sidecars_but_named_with_the_command_that_does()
    {
        var record = await CallAsync(GenerationApis.Chat, streamed: false);
        await ForgetJournalAsync();

        var call = await ContentAsync(record, config: Logging with { Store = new StoreSettings { Bucket = "team-a-prompts" } });

        Assert.Equal((404, "not_stored"), (call.Status, Reason(call)));
        Assert.Contains("gs://team-a-prompts", Message(call), StringComparison.Ordinal);
        Assert.Contains($"logs show {record.Id}", Message(call), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_no_longer_be_stored_isnt_shown_either()
    {
        var record = await CallAsync(GenerationApis.Chat, streamed: false);

        var call = await ContentAsync(record, config: RoadUnderTest.Config());

        Assert.Equal((404, "not_stored"), (call.Status, Reason(call)));
    }

    [Fact]
    public async Task Content_that_was_kept_for_others_alone_is_a_404_not_stored()
    {
        var record = await CallAsync(GenerationApis.Chat, streamed: false, RoadUnderTest.Config() with
        {
            DataUse = new DataUseSettings { Enabled = true, Store = new StoreSettings { Bucket = "used" } },
        });
        Assert.NotNull(_journal.ReadContent(record.Id));

        var call = await ContentAsync(record);

        Assert.Equal((404, "not_stored"), (call.Status, Reason(call)));
    }

    [Fact]
    public async Task It_is_for_administrators_keys_alone()
    {
        var record = await CallAsync(GenerationApis.Chat, streamed: false);

        var ordinary = await ContentAsync(record, Ordinary);
        Assert.Equal((403, "Only management keys can perform this operation"), (ordinary.Status, Message(ordinary)));
        var none = await ContentAsync(record, key: null, Logging);
        Assert.Equal(403, none.Status);
        Assert.Contains("operator", Message(none), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_zero_retention_the_answer_is_empty()
    {
        var record = Samples.FullGeneration() with { ZeroDataRetention = true, ContentLogged = true };

        Assert.Equal(
            """{"data":{"input":{"messages":[]},"output":{"completion":null,"reasoning":null},"error":null}}""", (await ContentAsync(record)).Text);
    }

    private async Task<GenerationRecord> CallAsync(string api, bool streamed, RouterConfig? config = null)
    {
        await using var road = await RoadUnderTest.StartAsync(config ?? Logging, _journal, _ => CannedAnswers.Of(api, streamed));
        Assert.Equal(200, (await road.CallAsync(api, streamed)).Status);
        return Newest();
    }

    private GenerationRecord Newest() => _journal.ReadRetained().Last().Record;

    private async Task StoreAsync(GenerationRecord record)
    {
        using var records = new MemoryStream();
        using var content = new MemoryStream();
        Assert.True(GenerationIds.TryParse(record.Id, out var second, out string sidecar));
        string name = ObjectNames.Content("k8srouter", record.Workspace, second, sidecar, "1");
        using var builder = new SegmentBuilder(records, content, name);
        byte[] row = JsonSerializer.SerializeToUtf8Bytes(record, GenerationRecordJson.Default.GenerationRecord);
        builder.Append(second, row, record, _journal.ReadContent(record.Id)!);
        var summary = builder.Summary;
        var metadata = summary.ToMetadata(record.WorkspaceId);
        var store = new FolderObjectStore(_store.Path);
        await store.PutAsync(name, content, new() { ContentType = "x", Crc32C = summary.ContentCrc32C, Metadata = metadata }, 0, default);
        await store.PutAsync(
            ObjectNames.Records("k8srouter", record.Workspace, second, sidecar, "1"), records,
            new() { ContentType = "x", Crc32C = summary.RecordsCrc32C, Metadata = metadata }, 0, default);
    }

    private async Task ForgetJournalAsync()
    {
        await _journal.DisposeAsync();
        foreach (string segment in TestJournal.Segments(_folder.Path))
            File.Delete(segment);
        _journal = TestJournal.Open(_folder.Path, clock: TimeProvider.System);
    }

    private Task<TestCall> ContentAsync(GenerationRecord record) => ContentAsync(record, Administrator);

    private Task<TestCall> ContentAsync(GenerationRecord record, RouterConfig config) => ContentAsync(record, Administrator, config);

    private Task<TestCall> ContentAsync(GenerationRecord record, ApiKeyEntry? key, RouterConfig? config = null)
    {
        _index.Add(record);
        var configuration = Samples.Active(config ?? Logging with { ApiKeys = [Administrator, Ordinary] });
        var handlers = new GenerationHandlers(_index, new(() => _journal, new FolderObjectStore(_store.Path), "k8srouter"));
        return TestCall.GetAsync(c => handlers.HandleContentAsync(c, configuration, key), $"/api/v1/generation/content?id={record.Id}");
    }

    private static string? Reason(TestCall call) => call.Json.GetProperty("error").GetProperty("metadata").GetProperty("reason").GetString();

    private static string? Message(TestCall call) => call.Json.GetProperty("error").GetProperty("message").GetString();
}
