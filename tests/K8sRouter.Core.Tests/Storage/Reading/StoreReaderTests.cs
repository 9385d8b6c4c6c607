using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Tests.Storage.Reading;

public sealed class StoreReaderTests : IDisposable
{
    private readonly SegmentStore _segments = new();

    public void Dispose() => _segments.Dispose();

    [Fact]
    public async Task A_generation_is_found_by_its_id_alone_and_its_content_read()
    {
        var record = SegmentStore.Record(1);
        await _segments.AddAsync(SegmentStore.Record(0), record, SegmentStore.Record(2));

        var found = await _segments.Reader.FindAsync(record.Id, default);

        Assert.Equal("openai/gpt-5-mini", found!.Record.Model);
        var content = await _segments.Reader.ReadContentAsync(found, default);
        var document = JsonElement.Parse(content.Document.Span);
        Assert.Equal(record.Id, document.GetProperty("id").GetString());
        Assert.Equal($"prompt of {record.Id}", document.GetProperty("input").GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task The_document_is_read_back_byte_for_byte()
    {
        var record = SegmentStore.Record(1) with { ContentTruncated = true };
        await _segments.AddAsync(record);

        var content = await _segments.Reader.ReadContentAsync((await _segments.Reader.FindAsync(record.Id, default))!, default);

        Assert.Equal(
            $$"""{"id":"{{record.Id}}","workspace_id":"{{SegmentStore.WorkspaceId}}","content_truncated":true,"input":{"messages":[{"role":"user","content":"prompt of {{record.Id}}"}]},"output":{"completion":"an answer","reasoning":null},"error":null}""",
            Encoding.UTF8.GetString(content.Document.Span));
        Assert.True(content.Truncated);
    }

    [Theory]
    [InlineData("gen-1763640001-AbCdEf99999999999999")]
    [InlineData("gen-1-AbCdEf99999999999999")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task What_isnt_there_isnt_found(string id)
    {
        await _segments.AddAsync(SegmentStore.Record(0));

        Assert.Null(await _segments.Reader.FindAsync(id, default));
    }

    [Fact]
    public async Task A_predecessors_generations_arent_shown_where_the_workspaces_id_is_known()
    {
        var old = SegmentStore.Record(0) with { WorkspaceId = "predecessor" };
        var own = SegmentStore.Record(1);
        await _segments.AddAsync(old);
        await _segments.AddAsync(own);
        var reader = new StoreReader(_segments.Store, new() { Prefix = "p", Workspace = "team-a", WorkspaceId = SegmentStore.WorkspaceId });

        Assert.Null(await reader.FindAsync(old.Id, default));
        Assert.NotNull(await reader.FindAsync(own.Id, default));
        Assert.Equal([own.Id], await Ids(reader.NewestAsync(new(), null, default)));
        Assert.Equal([own.Id], await Ids(reader.ScanAsync(new(), null, null, default)));
        Assert.NotNull(await _segments.Reader.FindAsync(old.Id, default));
    }

    [Fact]
    public async Task A_workspace_is_found_without_its_name_and_another_ones_isnt_looked_at_with_it()
    {
        var record = SegmentStore.Record(0) with { Workspace = "team-b" };
        await _segments.AddAsync(record);

        Assert.NotNull(await _segments.Reader.FindAsync(record.Id, default));
        Assert.Null(await new StoreReader(_segments.Store, new() { Prefix = "p", Workspace = "team-a" }).FindAsync(record.Id, default));
    }

    [Fact]
    public async Task The_newest_come_first_across_segments_hours_days_and_workspaces()
    {
        GenerationRecord[] all =
        [
            SegmentStore.Record(0), SegmentStore.Record(30), SegmentStore.Record(59), SegmentStore.Record(40), SegmentStore.Record(41, sidecar: "ZZZZZZ"),
            SegmentStore.Record(50) with { Workspace = "team-b" }, SegmentStore.Record(3700), SegmentStore.Record(90_000), SegmentStore.Record(-86_400),
        ];
        await _segments.AddAsync(all[0], all[2]);
        await _segments.AddAsync(all[1], all[3]);
        foreach (var record in all[4..])
            await _segments.AddAsync(record);
        string[] expected = [.. all.OrderByDescending(record => record.CreatedAt).Select(record => record.Id)];

        for (int limit = 1; limit <= all.Length + 1; limit++)
            Assert.Equal(expected.Take(limit), await Ids(_segments.Reader.NewestAsync(new() { Limit = limit }, null, default)));
    }

    [Fact]
    public async Task Nothing_older_is_opened_than_the_newest_need()
    {
        for (int minute = 0; minute < 20; minute++)
            await _segments.AddAsync(SegmentStore.Record(minute * 60, number: 1), SegmentStore.Record((minute * 60) + 59, number: 2));
        await _segments.AddAsync(SegmentStore.Record(-3600));
        var tally = new ReadingTally();

        Assert.Equal(2, (await Ids(_segments.Reader.NewestAsync(new() { Limit = 2 }, tally, default))).Count);

        Assert.Equal(1, tally.Objects);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public void A_limit_that_memory_couldnt_hold_is_refused(int limit) => Assert.Throws<ArgumentOutOfRangeException>(
        () => _segments.Reader.NewestAsync(new() { Limit = limit }, null, default));

    [Fact]
    public async Task Every_question_narrows_what_is_listed()
    {
        var one = SegmentStore.Record(10, "ann") with { Model = "a/one", ProviderName = "One", ProviderSlug = "one", ApiKeyName = "k", ApiKeyHash = "h" };
        var two = SegmentStore.Record(20, "bob") with { Outcome = GenerationOutcomes.Failed };
        await _segments.AddAsync(one);
        await _segments.AddAsync(false, two);
        GenerationQuery[] ones =
        [
            new() { User = "ann" }, new() { SessionId = "session of ann" }, new() { Model = "a/one" }, new() { Provider = "one" }, new() { Provider = "One" },
            new() { Outcome = "completed" }, new() { ApiKeyName = "k" }, new() { ApiKeyHash = "h" }, new() { WithContentOnly = true },
            new() { To = SegmentStore.Noon.AddSeconds(20) }, new() { From = SegmentStore.Noon.AddSeconds(10), To = SegmentStore.Noon.AddSeconds(11) },
        ];

        foreach (var query in ones)
        {
            Assert.Equal([one.Id], await Ids(_segments.Reader.NewestAsync(query, null, default)));
            Assert.Equal([one.Id], await Ids(_segments.Reader.ScanAsync(query, null, null, default)));
        }
        Assert.Equal([two.Id], await Ids(_segments.Reader.NewestAsync(new() { From = SegmentStore.Noon.AddSeconds(11) }, null, default)));
        Assert.Empty(await Ids(_segments.Reader.NewestAsync(new() { User = "ann", Outcome = "failed" }, null, default)));
    }

    [Fact]
    public async Task A_scan_goes_on_behind_any_row()
    {
        await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1), SegmentStore.Record(2));
        await _segments.AddAsync(SegmentStore.Record(3), SegmentStore.Record(4));
        await _segments.AddAsync(SegmentStore.Record(5) with { Workspace = "team-b" });
        await _segments.AddAsync(SegmentStore.Record(4000));
        await _segments.AddAsync(SegmentStore.Record(100_000));
        var all = new List<StoredGeneration>();
        await foreach (var generation in _segments.Reader.ScanAsync(new(), null, null, default))
            all.Add(generation);
        Assert.Equal(8, all.Count);

        for (int i = 0; i < all.Count; i++)
        {
            var rest = await Ids(_segments.Reader.ScanAsync(new(), all[i].Position, null, default));
            Assert.Equal(all.Skip(i + 1).Select(generation => generation.Record.Id), rest);
        }
    }

    [Theory]
    [InlineData("elsewhere")]
    [InlineData("p/content/workspace=team-a/dt=2026-11-20/hour=12/AbCdEf-1.jsonl.gz")]
    [InlineData("p/records/workspace=team-b/dt=2026-11-20/hour=12/AbCdEf-1.jsonl")]
    public void A_scan_cant_begin_where_no_rows_of_its_scope_are(string name)
    {
        var reader = new StoreReader(_segments.Store, new() { Prefix = "p", Workspace = "team-a" });

        Assert.Throws<ArgumentException>(() => reader.ScanAsync(new(), new(name, 0), null, default));
    }

    [Fact]
    public async Task Damaged_rows_are_counted_and_passed_over()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1), SegmentStore.Record(2));
        string[] rows = _segments.Rows(name);
        await _segments.OverwriteAsync(name, Encoding.UTF8.GetBytes(
            string.Join('\n', rows[0], "{\"id\":", "null", "[]", "", "{\"id\":\"x\"}", rows[1][..100], rows[2])));
        var tally = new ReadingTally();

        var ids = await Ids(_segments.Reader.NewestAsync(new(), tally, default));

        Assert.Equal([SegmentStore.Record(2).Id, SegmentStore.Record(0).Id], ids);
        Assert.Equal((8, 6), (tally.Rows, tally.DamagedRows));
        Assert.NotNull(await _segments.Reader.FindAsync(SegmentStore.Record(2).Id, default));
        Assert.Null(await _segments.Reader.FindAsync(SegmentStore.Record(1).Id, default));
    }

    [Fact]
    public async Task A_row_without_end_costs_its_own_place_and_no_memory()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1));
        string[] rows = _segments.Rows(name);
        var endless = new byte[RowReader.MostRowBytes * 3];
        Array.Fill(endless, (byte)'x');
        await _segments.OverwriteAsync(
            name, [.. Encoding.UTF8.GetBytes(rows[0] + "\n"), .. endless, .. Encoding.UTF8.GetBytes("\n" + rows[1] + "\n")]);
        var tally = new ReadingTally();

        Assert.Equal(2, (await Ids(_segments.Reader.ScanAsync(new(), null, tally, default))).Count);
        Assert.Equal(1, tally.DamagedRows);
    }

    [Fact]
    public async Task Without_its_metadata_a_segment_is_read_nevertheless()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0));
        File.Delete(_segments.PathOf(name) + ".meta.json");

        Assert.NotNull(await _segments.Reader.FindAsync(SegmentStore.Record(0).Id, default));
        Assert.Single(await Ids(_segments.Reader.NewestAsync(new() { To = SegmentStore.Noon.AddSeconds(1) }, null, default)));
    }

    [Fact]
    public async Task What_there_is_instead_of_content_is_told()
    {
        var (kept, bare) = (SegmentStore.Record(0), SegmentStore.Record(1));
        string name = await _segments.AddAsync(kept);
        await _segments.AddAsync(false, bare);
        var row = (await _segments.Reader.FindAsync(kept.Id, default))!;

        Assert.Equal("NotStored", await _segments.ContentTextAsync(bare.Id));
        Assert.Equal(StoredContentKind.Damaged, await KindAsync(row with { ContentLength = 1 << 20 }));
        Assert.Equal(StoredContentKind.Damaged, await KindAsync(row with { ContentLength = row.ContentLength - 4 }));
        Assert.Equal(StoredContentKind.Damaged, await KindAsync(row with { ContentLength = -1 }));
        Assert.Equal(StoredContentKind.Damaged, await KindAsync(row with { Record = bare }));
        Assert.Equal(StoredContentKind.OutOfReach, await KindAsync(row with { ContentBucket = "other" }));
        Assert.Equal(StoredContentKind.Erased, await KindAsync(row with { Erased = true }));
        await _segments.Store.DeleteAsync(SegmentStore.ContentOf(name), default);
        Assert.Equal(StoredContentKind.Missing, await KindAsync(row));
    }

    [Fact]
    public async Task Content_is_read_from_the_bucket_that_its_row_names()
    {
        using var elsewhere = new SegmentStore();
        var record = SegmentStore.Record(0);
        await elsewhere.AddAsync(record);
        string name = await _segments.AddAsync(record);
        await _segments.Store.DeleteAsync(SegmentStore.ContentOf(name), default);
        string row = _segments.Rows(name)[0];
        await _segments.OverwriteAsync(name, Encoding.UTF8.GetBytes(row[..^1] + ",\"content_bucket\":\"b\"}\n"));
        var reader = new StoreReader(_segments.Store, _segments.Everything, bucket => bucket == "b" ? elsewhere.Store : null);

        var content = await reader.ReadContentAsync((await reader.FindAsync(record.Id, default))!, default);

        Assert.Equal(StoredContentKind.Present, content.Kind);
    }

    private static async Task<List<string>> Ids(IAsyncEnumerable<StoredGeneration> generations)
    {
        var ids = new List<string>();
        await foreach (var generation in generations)
            ids.Add(generation.Record.Id);
        return ids;
    }

    private async Task<StoredContentKind> KindAsync(StoredGeneration generation) =>
        (await _segments.Reader.ReadContentAsync(generation, default)).Kind;
}
