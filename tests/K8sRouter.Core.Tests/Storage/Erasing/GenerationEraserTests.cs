using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Erasing;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Tests.Storage.Erasing;

public sealed class GenerationEraserTests : IDisposable
{
    private readonly SegmentStore _segments = new();

    public void Dispose() => _segments.Dispose();

    [Fact]
    public async Task An_erased_generation_leaves_a_tombstone_a_row_of_numbers_and_its_neighbours_as_they_were()
    {
        var record = SegmentStore.Record(1, "ann") with { Trace = """{"who":"ann"}""", UserAgent = "ann's", Origin = "https://ann", AppTitle = "ann", ApiKeyName = "ann" };
        GenerationRecord[] all = [SegmentStore.Record(0, "bob"), record with { StatusCode = 207, Cost = new() { Prompt = 1, Completion = 2, Total = 3.10m, Charged = 3 } }, SegmentStore.Record(2, "cid")];
        string name = await _segments.AddAsync(all);
        string[] rows = _segments.Rows(name);
        string?[] contents = [await _segments.ContentTextAsync(all[0].Id), await _segments.ContentTextAsync(all[2].Id)];
        long length = new FileInfo(_segments.PathOf(SegmentStore.ContentOf(name))).Length;

        var report = await EraseAsync(new() { Ids = [record.Id] });

        Assert.True(report.IsComplete);
        Assert.Equal((1, 1, 1, 2, 0), (report.Generations, report.RowsErased, report.ContentsErased, report.ObjectsRewritten, report.AlreadyErased));
        Assert.Equal("Erased", await _segments.ContentTextAsync(record.Id));
        Assert.Equal(contents[0], await _segments.ContentTextAsync(all[0].Id));
        Assert.Equal(contents[1], await _segments.ContentTextAsync(all[2].Id));
        Assert.Equal(length, new FileInfo(_segments.PathOf(SegmentStore.ContentOf(name))).Length);
        string[] after = _segments.Rows(name);
        Assert.Equal((rows[0], rows[2]), (after[0], after[2]));
        Assert.DoesNotContain("ann", after[1], StringComparison.Ordinal);
        var erased = (await _segments.Reader.FindAsync(record.Id, default))!;
        Assert.True(erased.Erased);
        Assert.Equal((207, 3.10m, "openai/gpt-5-mini"), (erased.Record.StatusCode, erased.Record.Cost!.Total, erased.Record.Model));
        Assert.Equal(after[1], JsonElement.Parse(after[1]).GetRawText());
    }

    [Fact]
    public void Each_field_of_a_record_is_either_erased_or_kept_on_purpose()
    {
        string[] kept =
        [
            "version", "id", "request_id", "workspace_id", "workspace", "sidecar", "config_revision", "created_at", "outcome", "api", "requested_model", "model",
            "canonical_slug", "provider_name", "provider_slug", "endpoint_id", "upstream_id", "attempts", "streamed", "cancelled", "finish_reason",
            "native_finish_reason", "status_code", "error_type", "timings", "usage", "cost", "is_byok", "service_tier", "api_key_hash", "data_region",
            "num_media_prompt", "input_unit_price", "output_unit_price", "zero_data_retention", "content_logged", "content_used", "content_destinations",
            "destinations", "content_truncated", "truncated_members", "pod", "service_account", "workload",
        ];

        var all = GenerationRecordJson.Default.GenerationRecord.Properties.Select(property => property.Name);

        Assert.Equal(all.Order(), kept.Concat(PersonalFields.Names).Order());
    }

    [Fact]
    public async Task The_segment_can_still_be_unzipped_whole()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "bob"), SegmentStore.Record(2, "ann"));
        await EraseAsync(new() { User = "ann" });
        string path = _segments.PathOf(SegmentStore.ContentOf(name));

        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        string[] text = (await lines.ReadToEndAsync()).TrimEnd('\n').Split('\n');

        Assert.Equal($$"""{"id":"{{SegmentStore.Record(0).Id}}","erased":true}""", text[0]);
        Assert.Contains("prompt of", text[1], StringComparison.Ordinal);
        Assert.Equal(3, text.Length);
        Assert.Equal(string.Join('\n', text) + "\n", await ZcatAsync(path));
    }

    [Fact]
    public async Task A_user_is_erased_everywhere_and_nobody_else()
    {
        await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "anna"));
        await _segments.AddAsync(SegmentStore.Record(5000, "ann"));
        await _segments.AddAsync(SegmentStore.Record(90_000, "ann") with { Workspace = "team-b" });
        await _segments.AddAsync(false, SegmentStore.Record(2, "ann"));

        var report = await EraseAsync(new() { User = "ann" });

        Assert.Equal((4, 4, 3), (report.Generations, report.RowsErased, report.ContentsErased));
        Assert.Contains("prompt of", await _segments.ContentTextAsync(SegmentStore.Record(1).Id), StringComparison.Ordinal);
        Assert.Empty(await CountAsync(new() { User = "ann" }));
        Assert.Single(await CountAsync(new() { User = "anna" }));
        Assert.Equal(0, (await EraseAsync(new() { User = "ann" })).Generations);
    }

    [Fact]
    public async Task A_user_is_erased_within_a_time_only_where_one_is_given()
    {
        await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(10, "ann"), SegmentStore.Record(20, "ann"));

        var report = await EraseAsync(new() { User = "ann", From = SegmentStore.Noon.AddSeconds(10), To = SegmentStore.Noon.AddSeconds(20) });

        Assert.Equal(1, report.RowsErased);
        Assert.Equal(2, (await CountAsync(new() { User = "ann" })).Count);
    }

    [Fact]
    public async Task All_before_a_day_is_erased_and_that_day_isnt()
    {
        await _segments.AddAsync(SegmentStore.Record(-86_400), SegmentStore.Record(-86_399));
        await _segments.AddAsync(SegmentStore.Record(0));

        var report = await EraseAsync(new() { Before = new(2026, 11, 20) });

        Assert.Equal((2, 2), (report.RowsErased, report.ContentsErased));
        Assert.Contains("prompt of", await _segments.ContentTextAsync(SegmentStore.Record(0).Id), StringComparison.Ordinal);
        Assert.Equal(2, (await EraseAsync(new() { Before = new(2026, 11, 20) })).AlreadyErased);
    }

    [Fact]
    public async Task A_dry_run_counts_the_same_and_writes_nothing()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "bob"));
        await _segments.AddAsync(SegmentStore.Record(4000, "ann"));
        var before = Snapshot();

        var dry = await EraseAsync(new() { User = "ann", DryRun = true });

        Assert.Equal(before, Snapshot());
        Assert.False(dry.IsComplete);
        var wet = await EraseAsync(new() { User = "ann" });
        Assert.Equal(wet with { DryRun = true, Failures = [], NotFound = [] }, dry with { Failures = [], NotFound = [] });
        Assert.NotEqual(before, Snapshot());
        Assert.Equal(2, (await _segments.Store.StatAsync(name, default))!.Generation);
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("gen-1763640000-AbCdEf00000000000001", "ann", false)]
    [InlineData(null, "ann", true)]
    [InlineData("nonsense", null, false)]
    [InlineData(null, "", false)]
    public async Task What_isnt_unmistakable_is_refused(string? id, string? user, bool before) =>
        await Assert.ThrowsAsync<ArgumentException>(() => EraseAsync(new() { Ids = id is null ? [] : [id], User = user, Before = before ? new(2026, 1, 1) : null }));

    [Fact]
    public async Task The_first_checksum_is_kept_through_later_erasures_so_that_a_writer_knows_its_own_object()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "bob"));
        string[] both = [name, SegmentStore.ContentOf(name)];
        var first = new Dictionary<string, (byte[] Bytes, uint Crc)>();
        foreach (string each in both)
            first[each] = (await File.ReadAllBytesAsync(_segments.PathOf(each)), (await _segments.Store.StatAsync(each, default))!.Crc32C!.Value);

        await EraseAsync(new() { User = "ann" });
        await EraseAsync(new() { User = "bob" });

        foreach (string each in both)
        {
            var now = (await _segments.Store.StatAsync(each, default))!;
            Assert.Equal((3, SegmentMetadata.Format(first[each].Crc)), (now.Generation, now.Metadata[SegmentMetadata.OriginalCrc32C]));
            Assert.Equal("2", now.Metadata[SegmentMetadata.Count]);
            Assert.NotEqual(first[each].Crc, now.Crc32C);
            var again = new ObjectProperties { ContentType = "x", Crc32C = first[each].Crc, Metadata = now.Metadata };
            Assert.Equal(PutResult.AlreadyExistsSame, await _segments.Store.PutAsync(each, new MemoryStream(first[each].Bytes), again, 0, default));
        }
        Assert.Equal("Erased", await _segments.ContentTextAsync(SegmentStore.Record(0).Id));
    }

    [Fact]
    public async Task A_crash_after_any_write_is_made_up_for_by_running_again()
    {
        for (int survived = 0; survived < 4; survived++)
        {
            using var segments = new SegmentStore();
            await segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "bob"));
            await segments.AddAsync(SegmentStore.Record(2, "ann"));
            var dying = new InterposedStore(segments.Store) { BeforePut = (_, number) => number > survived ? throw new CrashException() : Task.CompletedTask };
            await Assert.ThrowsAsync<CrashException>(() => new GenerationEraser(dying, segments.Everything).EraseAsync(new() { User = "ann" }, null, default));

            var report = await new GenerationEraser(segments.Store, segments.Everything).EraseAsync(new() { User = "ann" }, null, default);

            Assert.True(report.IsComplete);
            Assert.Equal("Erased", await segments.ContentTextAsync(SegmentStore.Record(0).Id));
            Assert.Equal("Erased", await segments.ContentTextAsync(SegmentStore.Record(2).Id));
            Assert.DoesNotContain(Directory.EnumerateFiles(segments.Folder, "*.jsonl", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains("ann", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Who_comes_between_reading_and_writing_isnt_overwritten()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "bob"));
        var raced = new InterposedStore(_segments.Store)
        {
            BeforePut = async (_, number) =>
            {
                if (number is 1 or 3)
                    await EraseAsync(new() { User = number == 1 ? "bob" : "nobody" });
            },
        };

        var report = await new GenerationEraser(raced, _segments.Everything).EraseAsync(new() { User = "ann" }, null, default);

        Assert.True(report.IsComplete);
        Assert.Equal("Erased", await _segments.ContentTextAsync(SegmentStore.Record(0).Id));
        Assert.Equal("Erased", await _segments.ContentTextAsync(SegmentStore.Record(1).Id));
        Assert.DoesNotContain(_segments.Rows(name), row => row.Contains("ann", StringComparison.Ordinal) || row.Contains("bob", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_erasers_at_once_erase_each_generation_once()
    {
        for (int segment = 0; segment < 4; segment++)
            await _segments.AddAsync([.. Enumerable.Range(0, 8).Select(i => SegmentStore.Record((segment * 10) + i, "user " + (i % 4)))]);

        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => EraseAsync(new() { User = "user " + i }))));

        Assert.All(reports, report => Assert.True(report.IsComplete, string.Join('\n', report.Failures)));
        Assert.Equal(32, reports.Sum(report => report.ContentsErased));
        Assert.Equal(32, reports.Sum(report => report.RowsErased));
        for (int segment = 0; segment < 4; segment++)
        {
            for (int i = 0; i < 8; i++)
                Assert.Equal("Erased", await _segments.ContentTextAsync(SegmentStore.Record((segment * 10) + i).Id));
        }
    }

    [Fact]
    public async Task An_object_that_always_changes_is_reported_and_the_rest_goes_on()
    {
        string busy = await _segments.AddAsync(SegmentStore.Record(0, "ann"));
        await _segments.AddAsync(SegmentStore.Record(10, "ann"));
        int turn = 0;
        var raced = new InterposedStore(_segments.Store)
        {
            BeforePut = async (name, _) =>
            {
                if (name == SegmentStore.ContentOf(busy))
                    await RewriteAsync(name, $"turn {turn++}");
            },
        };

        var report = await new GenerationEraser(raced, _segments.Everything).EraseAsync(new() { User = "ann" }, null, default);

        var failure = Assert.Single(report.Failures);
        Assert.Equal((SegmentStore.ContentOf(busy), 1), (failure.ObjectName, failure.Generations));
        Assert.Equal((2, 1), (report.Generations, report.RowsErased));
        Assert.Contains("ann", _segments.Rows(busy)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retention_lock_is_reported_for_each_object_and_the_rest_goes_on()
    {
        string locked = await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "ann"));
        await _segments.AddAsync(SegmentStore.Record(2, "ann"));
        var store = new InterposedStore(_segments.Store)
        {
            BeforePut = (name, _) => name == SegmentStore.ContentOf(locked)
                ? throw new ObjectStoreException(StoreFault.Refused, "The object is locked until 2027.", 403)
                : Task.CompletedTask,
        };

        var report = await new GenerationEraser(store, _segments.Everything).EraseAsync(new() { User = "ann" }, null, default);

        var failure = Assert.Single(report.Failures);
        Assert.Equal((SegmentStore.ContentOf(locked), StoreFault.Refused, 2), (failure.ObjectName, failure.Fault, failure.Generations));
        Assert.Equal("The object is locked until 2027.", failure.Message);
        Assert.Equal(1, report.RowsErased);
        Assert.False(report.IsComplete);
    }

    [Fact]
    public async Task A_row_that_names_anothers_content_destroys_nothing()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "bob"));
        string[] rows = _segments.Rows(name);
        string place = rows[1][rows[1].IndexOf(",\"content_object\"", StringComparison.Ordinal)..];
        string crooked = rows[0][..rows[0].IndexOf(",\"content_object\"", StringComparison.Ordinal)] + place;
        await _segments.OverwriteAsync(name, Encoding.UTF8.GetBytes(crooked + "\n" + rows[1] + "\n"));

        var report = await EraseAsync(new() { User = "ann" });

        Assert.Equal(1, report.FailureCount);
        Assert.Contains("prompt of", await _segments.ContentTextAsync(SegmentStore.Record(1).Id), StringComparison.Ordinal);
        Assert.Contains("ann", _segments.Rows(name)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_content_is_erased_too()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "bob"));
        string content = SegmentStore.ContentOf(name);
        byte[] bytes = await File.ReadAllBytesAsync(_segments.PathOf(content));
        bytes[40] ^= 0xff;
        await _segments.OverwriteAsync(content, bytes);

        Assert.True((await EraseAsync(new() { User = "ann" })).IsComplete);

        Assert.Equal("Erased", await _segments.ContentTextAsync(SegmentStore.Record(0).Id));
        Assert.Contains("prompt of", await _segments.ContentTextAsync(SegmentStore.Record(1).Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_whose_bytes_lost_their_checksum_is_left_alone_and_reported()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0, "ann"));
        string path = _segments.PathOf(SegmentStore.ContentOf(name));
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[40] ^= 0xff;
        await File.WriteAllBytesAsync(path, bytes);

        var report = await EraseAsync(new() { User = "ann" });

        Assert.Contains("checksum", Assert.Single(report.Failures).Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task Content_that_is_gone_doesnt_keep_its_row_from_being_erased()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0, "ann"));
        await _segments.Store.DeleteAsync(SegmentStore.ContentOf(name), default);

        var report = await EraseAsync(new() { User = "ann" });

        Assert.Equal((1, 0, 1, true), (report.ContentsMissing, report.ContentsErased, report.RowsErased, report.IsComplete));
    }

    [Fact]
    public async Task Content_in_another_bucket_is_erased_there_or_the_row_remains()
    {
        using var elsewhere = new SegmentStore();
        var record = SegmentStore.Record(0, "ann");
        await elsewhere.AddAsync(record);
        string name = await _segments.AddAsync(record);
        await _segments.Store.DeleteAsync(SegmentStore.ContentOf(name), default);
        string row = _segments.Rows(name)[0];
        await _segments.OverwriteAsync(name, Encoding.UTF8.GetBytes(row[..^1] + ",\"content_bucket\":\"b\"}\n"));

        var report = await EraseAsync(new() { User = "ann" });
        Assert.Equal(("b", 0L), (Assert.Single(report.Failures).Bucket, report.RowsErased));

        report = await new GenerationEraser(_segments.Store, _segments.Everything, _ => elsewhere.Store).EraseAsync(new() { User = "ann" }, null, default);
        Assert.True(report.IsComplete);
        Assert.Equal("Erased", await elsewhere.ContentTextAsync(record.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Content_that_no_row_names_is_found_by_its_id(bool dryRun)
    {
        var record = SegmentStore.Record(1, "ann");
        string name = await _segments.AddAsync(SegmentStore.Record(0), record, SegmentStore.Record(2));
        await _segments.Store.DeleteAsync(name, default);
        string content = SegmentStore.ContentOf(name);

        var report = await EraseAsync(new() { Ids = [record.Id], DryRun = dryRun });

        Assert.Equal((1, 1, 0), (report.Generations, report.ContentsErased, report.FailureCount));
        using var text = new StreamReader(new GZipStream(File.OpenRead(_segments.PathOf(content)), CompressionMode.Decompress));
        string lines = await text.ReadToEndAsync();
        Assert.Equal(!dryRun, !lines.Contains($"prompt of {record.Id}", StringComparison.Ordinal));
        Assert.Contains($"prompt of {SegmentStore.Record(2).Id}", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_that_no_row_names_is_erased_with_all_before_a_day_wherever_content_is_kept()
    {
        using var elsewhere = new SegmentStore();
        string[] orphans = [await _segments.AddAsync(SegmentStore.Record(-86_400), SegmentStore.Record(-86_399)), await elsewhere.AddAsync(SegmentStore.Record(-80_000))];
        await _segments.Store.DeleteAsync(orphans[0], default);
        await _segments.AddAsync(SegmentStore.Record(-70_000));
        var kept = SegmentStore.Record(0);
        await _segments.Store.DeleteAsync(await _segments.AddAsync(kept), default);
        var eraser = new GenerationEraser(_segments.Store, _segments.Everything, _ => elsewhere.Store, [new("b", "p")]);
        var request = new ErasureRequest { Before = new(2026, 11, 20) };

        var expected = await eraser.EraseAsync(request with { DryRun = true }, null, default);
        var report = await eraser.EraseAsync(request, null, default);

        Assert.Equal((4, 4, 1, true), (report.Generations, report.ContentsErased, report.RowsErased, report.IsWhole));
        Assert.Equal((4, 4, 1), (expected.Generations, expected.ContentsErased, expected.RowsErased));
        Assert.Equal("Erased", await elsewhere.ContentTextAsync(SegmentStore.Record(-80_000).Id));
        Assert.Equal(0, (await eraser.EraseAsync(request, null, default)).ContentsErased);
        Assert.Equal(1, (await EraseAsync(new() { Ids = [kept.Id] })).ContentsErased);
        Assert.Equal((1, 0), ((await EraseAsync(new() { Ids = [kept.Id] })).AlreadyErased, (await EraseAsync(new() { Ids = [kept.Id] })).NotFound.Count));
    }

    [Fact]
    public async Task Many_ids_rewrite_an_object_once_and_what_isnt_there_is_named()
    {
        GenerationRecord[] all = [.. Enumerable.Range(0, 5).Select(i => SegmentStore.Record(i))];
        string name = await _segments.AddAsync(all);
        string other = SegmentStore.Record(7).Id;

        var report = await EraseAsync(new() { Ids = [.. all.Take(4).Select(record => record.Id), all[0].Id, other] });

        Assert.Equal((4, 4, 2, 2L), (report.RowsErased, report.ContentsErased, report.ObjectsRewritten, (await _segments.Store.StatAsync(name, default))!.Generation));
        Assert.Equal([other], report.NotFound);
        Assert.False(report.IsWhole);
        Assert.Contains("prompt of", await _segments.ContentTextAsync(all[4].Id), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Content_that_was_restored_is_erased_again_by_its_id(bool dryRun)
    {
        var record = SegmentStore.Record(0, "ann");
        string name = await _segments.AddAsync(record, SegmentStore.Record(1)), content = SegmentStore.ContentOf(name);
        byte[] before = await File.ReadAllBytesAsync(_segments.PathOf(content));
        await EraseAsync(new() { User = "ann" });
        Assert.Equal((1, 0), ((await EraseAsync(new() { Ids = [record.Id] })).AlreadyErased, (await EraseAsync(new() { Ids = [record.Id] })).ObjectsRewritten));
        await _segments.OverwriteAsync(content, before);

        var report = await EraseAsync(new() { Ids = [record.Id], DryRun = dryRun });

        Assert.Equal((1, 1, 0, 1), (report.AlreadyErased, report.ContentsErased, report.RowsErased, report.ObjectsRewritten));
        byte[] after = await File.ReadAllBytesAsync(_segments.PathOf(content));
        Assert.Equal(dryRun, before.AsSpan().SequenceEqual(after));
    }

    [Fact]
    public async Task An_object_that_cant_be_read_keeps_none_behind_it_from_being_erased()
    {
        string unread = await _segments.AddAsync(SegmentStore.Record(0, "ann"));
        await _segments.AddAsync(SegmentStore.Record(1, "ann"));
        var store = new InterposedStore(_segments.Store)
        {
            BeforeRead = name => name == unread ? throw new ObjectStoreException(StoreFault.Unavailable, "Its bytes don't match.") : Task.CompletedTask,
        };

        var report = await new GenerationEraser(store, _segments.Everything).EraseAsync(new() { User = "ann" }, null, default);

        Assert.Equal((1, 1, false), (report.RowsErased, report.FailureCount, report.IsWhole));
        Assert.Equal((unread, 0L), (report.Failures[0].ObjectName, report.Failures[0].Generations));
    }

    [Fact]
    public async Task A_store_in_which_nothing_can_be_read_is_given_up()
    {
        for (int i = 0; i < 12; i++)
            await _segments.AddAsync(SegmentStore.Record(i, "ann"));
        int asked = 0;
        var store = new InterposedStore(_segments.Store)
        {
            BeforeRead = _ => throw new ObjectStoreException(StoreFault.Unavailable, $"Out of reach for the {++asked}th time."),
        };

        await Assert.ThrowsAsync<ObjectStoreException>(() => new GenerationEraser(store, _segments.Everything).EraseAsync(new() { User = "ann" }, null, default));

        Assert.Equal(10, asked);
    }

    [Fact]
    public async Task A_predecessors_generations_arent_erased_where_the_workspaces_id_is_known()
    {
        await _segments.AddAsync(SegmentStore.Record(0, "ann") with { WorkspaceId = "predecessor" });
        var eraser = new GenerationEraser(_segments.Store, _segments.Everything with { WorkspaceId = SegmentStore.WorkspaceId });

        Assert.Equal(0, (await eraser.EraseAsync(new() { User = "ann" }, null, default)).Generations);
    }

    [Fact]
    public async Task Progress_is_told_after_every_object()
    {
        await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1));
        await _segments.AddAsync(SegmentStore.Record(2));
        var heard = new List<StoreProgress>();

        await new GenerationEraser(_segments.Store, _segments.Everything).EraseAsync(new() { User = "ann" }, new Listener(heard), default);

        Assert.Equal([(1L, 2L), (2, 3)], heard.Select(progress => (progress.Objects, progress.Rows)));
    }

    private static async Task<string> ZcatAsync(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("gzip", ["-dc", path]) { RedirectStandardOutput = true })!;
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return text;
    }

    private Task<ErasureReport> EraseAsync(ErasureRequest request) =>
        new GenerationEraser(_segments.Store, _segments.Everything).EraseAsync(request, null, default);

    private async Task<List<StoredGeneration>> CountAsync(GenerationQuery query)
    {
        var all = new List<StoredGeneration>();
        await foreach (var generation in _segments.Reader.ScanAsync(query, null, null, default))
            all.Add(generation);
        return all;
    }

    private string Snapshot() => string.Join('\n', Directory.EnumerateFiles(_segments.Folder, "*", SearchOption.AllDirectories).Order()
        .Select(file => file + Convert.ToHexString(File.ReadAllBytes(file))));

    private async Task RewriteAsync(string name, string mark)
    {
        var present = (await _segments.Store.StatAsync(name, default))!;
        byte[] bytes = await File.ReadAllBytesAsync(_segments.PathOf(name));
        var properties = new ObjectProperties
        {
            ContentType = "x",
            Crc32C = present.Crc32C!.Value,
            Metadata = new Dictionary<string, string>(present.Metadata) { ["mark"] = mark },
        };
        Assert.Equal(PutResult.Created, await _segments.Store.PutAsync(name, new MemoryStream(bytes), properties, present.Generation, default));
    }

    private sealed class Listener(List<StoreProgress> heard) : IProgress<StoreProgress>
    {
        public void Report(StoreProgress value) => heard.Add(value);
    }

    private sealed class CrashException : Exception;
}
