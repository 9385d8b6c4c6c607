using System.Text;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Erasing;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Core.Storage.Verifying;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Core.Tests.Storage.Verifying;

public sealed class StoreVerifierTests : IDisposable
{
    private readonly SegmentStore _segments = new();
    private readonly FakeTimeProvider _clock = Clocks.Noon();

    public void Dispose() => _segments.Dispose();

    [Fact]
    public async Task A_sound_store_is_counted_and_nothing_is_wrong()
    {
        await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "bob"));
        await _segments.AddAsync(false, SegmentStore.Record(2));
        await _segments.AddAsync(SegmentStore.Record(4000) with { Workspace = "team-b" });
        await new GenerationEraser(_segments.Store, _segments.Everything).EraseAsync(new() { User = "ann" }, null, default);

        var report = await VerifyAsync();

        Assert.True(report.IsSound, Text(report));
        Assert.Equal((3, 2, 4, 2, 1), (report.RecordsObjects, report.ContentObjects, report.Rows, report.Contents, report.ContentsErased));
        Assert.Equal(Directory.EnumerateFiles(_segments.Folder, "*.jsonl*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".json", StringComparison.Ordinal)).Sum(file => new FileInfo(file).Length), report.Bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_that_lost_their_checksum_are_found(bool content)
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1));
        string damaged = content ? SegmentStore.ContentOf(name) : name;
        string path = _segments.PathOf(damaged);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[30] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        var report = await VerifyAsync();

        Assert.Contains(report.Problems, problem => problem.Kind == StoreProblemKind.WrongChecksum && problem.ObjectName == damaged);
    }

    [Fact]
    public async Task A_row_that_isnt_a_record_and_one_too_few_are_found()
    {
        string name = await _segments.AddAsync(false, SegmentStore.Record(0), SegmentStore.Record(1), SegmentStore.Record(2));
        string[] rows = _segments.Rows(name);
        await _segments.OverwriteAsync(name, Encoding.UTF8.GetBytes(rows[0] + "\n" + rows[1][..50] + "\n"));

        var report = await VerifyAsync();

        Assert.Equal([(StoreProblemKind.WrongCount, 1L), (StoreProblemKind.DamagedRow, 1L)], Counts(report).Order());
        Assert.Equal(1, report.Problems.Single(problem => problem.Kind == StoreProblemKind.DamagedRow).Offset);
    }

    [Fact]
    public async Task What_a_limit_swept_is_told_from_what_was_lost_beside_it()
    {
        string swept = await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1));
        string lost = await _segments.AddAsync(SegmentStore.Record(2));
        string without = await _segments.AddAsync(SegmentStore.Record(3));
        string orphan = await _segments.AddAsync(SegmentStore.Record(4));
        string[] limited = [SegmentStore.ContentOf(swept), without];
        await SweepLedger.NoteLimitedAsync(_segments.Store, "p", limited, _ => true, default);
        foreach (string name in (string[])[.. limited, SegmentStore.ContentOf(lost), orphan])
            Assert.True(await _segments.Store.DeleteAsync(name, default));

        var report = await VerifyAsync();

        Assert.Equal((2, 1), (report.ContentsSwept, report.RecordsSwept));
        Assert.Equal(
            [(StoreProblemKind.ContentMissing, SegmentStore.ContentOf(lost)), (StoreProblemKind.ContentWithoutRow, SegmentStore.ContentOf(orphan)),
                (StoreProblemKind.RecordsMissing, SegmentStore.ContentOf(orphan))],
            report.Problems.Select(problem => (problem.Kind, problem.ObjectName)).Order());
    }

    [Fact]
    public async Task What_a_sweep_of_retention_deleted_is_expired_and_what_was_lost_since_is_missing()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1));
        string later = await _segments.AddAsync(SegmentStore.Record(24 * 3600));
        await new RetentionSweep(_segments.Store, "p").RunAsync(null, 90, SegmentStore.Noon.AddDays(91), false, default);
        Assert.Null(await _segments.Store.StatAsync(SegmentStore.ContentOf(name), default));
        await _segments.Store.DeleteAsync(SegmentStore.ContentOf(later), default);

        // Nobody says for how long content is kept: the store knows.
        var report = await VerifyAsync();

        Assert.Equal(2, report.ContentsExpired);
        Assert.Equal(SegmentStore.ContentOf(later), Assert.Single(report.Problems).ObjectName);
        Assert.Equal(StoreProblemKind.ContentMissing, report.Problems[0].Kind);
    }

    [Fact]
    public async Task A_ledger_that_is_damaged_excuses_nothing()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0));
        await _segments.OverwriteAsync(ObjectNames.SweepLedger("p"), "{\"limited\":"u8.ToArray());
        await _segments.Store.DeleteAsync(SegmentStore.ContentOf(name), default);

        Assert.Equal([(StoreProblemKind.ContentMissing, 1L)], Counts(await VerifyAsync()));
    }

    [Fact]
    public async Task Content_that_is_gone_is_missing_until_its_retention_has_ended()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1));
        await _segments.Store.DeleteAsync(SegmentStore.ContentOf(name), default);
        _clock.Advance(SegmentStore.Noon.AddDays(89) - _clock.GetUtcNow());

        var report = await VerifyAsync(new() { RetentionDays = 90 });
        Assert.Equal([(StoreProblemKind.ContentMissing, 2L)], Counts(report));
        Assert.Equal(SegmentStore.Record(0).Id, report.Problems[0].Id);

        _clock.Advance(TimeSpan.FromDays(1));
        report = await VerifyAsync(new() { RetentionDays = 90 });
        Assert.True(report.IsSound, Text(report));
        Assert.Equal(2, report.ContentsExpired);
        Assert.False((await VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task Content_without_rows_is_found_with_its_id_and_place()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1), SegmentStore.Record(2));
        string[] rows = _segments.Rows(name);
        await _segments.OverwriteAsync(name, Encoding.UTF8.GetBytes(rows[0] + "\n" + rows[2] + "\n"));
        var middle = Place(rows[1]);

        var report = await VerifyAsync();

        Assert.Equal([(StoreProblemKind.WrongCount, 1L), (StoreProblemKind.ContentWithoutRow, 1L)], Counts(report).Order());
        var problem = report.Problems.Single(problem => problem.Kind == StoreProblemKind.ContentWithoutRow);
        Assert.Equal((SegmentStore.Record(1).Id, middle), (problem.Id, problem.Offset));
    }

    [Fact]
    public async Task Content_whose_records_are_gone_is_found_and_every_generation_in_it()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1));
        await _segments.Store.DeleteAsync(name, default);

        var report = await VerifyAsync();

        Assert.Equal([(StoreProblemKind.ContentWithoutRow, 2L), (StoreProblemKind.RecordsMissing, 1L)], Counts(report).Order());
    }

    [Fact]
    public async Task Content_under_another_name_than_its_records_is_found_by_its_rows()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1));
        string content = SegmentStore.ContentOf(name), other = content.Replace(".jsonl.gz", "-2.jsonl.gz", StringComparison.Ordinal);
        await RenameAsync(content, other);
        await _segments.OverwriteAsync(name, Encoding.UTF8.GetBytes(string.Join('\n', _segments.Rows(name)).Replace(content, other, StringComparison.Ordinal) + "\n"));

        var report = await VerifyAsync();

        Assert.True(report.IsSound, Text(report));
        Assert.Equal((1, 2), (report.ContentObjects, report.Contents));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    public async Task Segments_that_found_their_names_taken_are_sound(int recordsAttempt, int contentAttempt)
    {
        // What stands under the name: another's records and content, or one of them alone.
        string taken = await _segments.AddAsync(contentAttempt > 1, SegmentStore.Record(0));
        if (recordsAttempt == 1)
            await _segments.Store.DeleteAsync(taken, default);
        string name = await _segments.AddAsync(true, recordsAttempt, contentAttempt, SegmentStore.Record(1), SegmentStore.Record(2));

        var report = await VerifyAsync();

        Assert.EndsWith(recordsAttempt > 1 ? $"-{recordsAttempt}.jsonl" : "01.jsonl", name, StringComparison.Ordinal);
        var expected = recordsAttempt == 1 ? [(StoreProblemKind.ContentWithoutRow, 1L)] : Array.Empty<(StoreProblemKind, long)>();
        Assert.Equal(expected, Counts(report).Order());
        Assert.Equal(contentAttempt > 1 && recordsAttempt > 1 ? 3 : 2, report.Contents);
        Assert.Equal(contentAttempt > 1 ? 2 : 1, report.ContentObjects);
    }

    [Fact]
    public async Task Anothers_records_under_a_segments_name_dont_make_its_content_nobodys()
    {
        // Theirs came between our content and our records.
        await _segments.AddAsync(true, 1, 1, SegmentStore.Record(0));
        string ours = await _segments.AddAsync(true, 2, 2, SegmentStore.Record(1));
        string theirs = ours.Replace("-2.jsonl", ".jsonl", StringComparison.Ordinal), content = SegmentStore.ContentOf(theirs);
        await _segments.Store.DeleteAsync(content, default);
        await RenameAsync(SegmentStore.ContentOf(ours), content);
        await _segments.OverwriteAsync(ours, Encoding.UTF8.GetBytes(_segments.Rows(ours)[0].Replace(SegmentStore.ContentOf(ours), content, StringComparison.Ordinal) + "\n"));
        string row = _segments.Rows(theirs)[0];
        await _segments.OverwriteAsync(theirs, Encoding.UTF8.GetBytes(row[..row.IndexOf(",\"content_object", StringComparison.Ordinal)] + "}\n"));

        var report = await VerifyAsync();

        Assert.Equal([(StoreProblemKind.WrongCount, 1L)], Counts(report));
        Assert.Equal((1, 1, theirs), (report.ContentObjects, report.Contents, report.Problems[0].ObjectName));
    }

    [Fact]
    public async Task Content_that_cant_be_decompressed_or_is_anothers_is_found()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1), SegmentStore.Record(2));
        string content = SegmentStore.ContentOf(name);
        byte[] bytes = await File.ReadAllBytesAsync(_segments.PathOf(content));
        bytes[40] ^= 0xff;
        await _segments.OverwriteAsync(content, bytes);
        string[] rows = _segments.Rows(name);
        await _segments.OverwriteAsync(name, Encoding.UTF8.GetBytes(string.Join('\n', rows).Replace(SegmentStore.Record(2).Id, SegmentStore.Record(3).Id, StringComparison.Ordinal) + "\n"));

        var report = await VerifyAsync();

        Assert.Equal([(StoreProblemKind.DamagedContent, 2L)], Counts(report));
        Assert.Equal([SegmentStore.Record(0).Id, SegmentStore.Record(3).Id], report.Problems.Select(problem => problem.Id));
        Assert.Equal(1, report.Contents);
    }

    [Fact]
    public async Task An_object_that_was_cut_is_found_and_the_verification_goes_on()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0), SegmentStore.Record(1));
        string content = SegmentStore.ContentOf(name);
        await _segments.OverwriteAsync(content, (await File.ReadAllBytesAsync(_segments.PathOf(content)))[..^10]);
        await _segments.AddAsync(SegmentStore.Record(2));

        var report = await VerifyAsync();

        Assert.Contains((StoreProblemKind.ContentMissing, 1L), Counts(report));
        Assert.Equal((3, 2), (report.Rows, report.Contents));
    }

    [Fact]
    public async Task An_id_with_two_rows_is_found_across_segments()
    {
        await _segments.AddAsync(false, SegmentStore.Record(0), SegmentStore.Record(1));
        string second = await _segments.AddAsync(false, SegmentStore.Record(1), SegmentStore.Record(2));

        var problem = Assert.Single((await VerifyAsync()).Problems);

        Assert.Equal((StoreProblemKind.Duplicate, second, 0L, SegmentStore.Record(1).Id), (problem.Kind, problem.ObjectName, problem.Offset, problem.Id));
    }

    [Fact]
    public async Task A_row_that_cant_be_found_by_its_id_is_found()
    {
        GenerationRecord[] strangers = [SegmentStore.Record(3600), SegmentStore.Record(1, sidecar: "ZZZZZZ"), SegmentStore.Record(2) with { Workspace = "team-b" }];
        await _segments.AddAsync(false, [SegmentStore.Record(0), .. strangers]);

        var report = await VerifyAsync();

        Assert.Equal([(StoreProblemKind.Misplaced, 3L)], Counts(report));
        Assert.Equal(strangers.Select(record => record.Id), report.Problems.Select(problem => problem.Id));
    }

    [Fact]
    public async Task Objects_that_are_no_segments_or_lost_their_metadata_are_found()
    {
        string name = await _segments.AddAsync(false, SegmentStore.Record(0));
        File.Delete(_segments.PathOf(name) + ".meta.json");
        await _segments.OverwriteAsync("p/records/workspace=team-a/dt=2026-11-20/hour=12/notes.txt", "hello"u8.ToArray());

        Assert.Equal([(StoreProblemKind.MetadataMissing, 1L), (StoreProblemKind.ForeignObject, 1L)], Counts(await VerifyAsync()).Order());
    }

    [Fact]
    public async Task Erased_content_that_came_back_is_found()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0, "ann"));
        byte[] before = await File.ReadAllBytesAsync(_segments.PathOf(SegmentStore.ContentOf(name)));
        await new GenerationEraser(_segments.Store, _segments.Everything).EraseAsync(new() { User = "ann" }, null, default);
        Assert.True((await VerifyAsync()).IsSound);
        await _segments.OverwriteAsync(SegmentStore.ContentOf(name), before);

        Assert.Equal([(StoreProblemKind.NotErased, 1L)], Counts(await VerifyAsync()));
    }

    [Fact]
    public async Task Content_in_a_bucket_out_of_reach_is_told_apart()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0));
        await _segments.Store.DeleteAsync(SegmentStore.ContentOf(name), default);
        string row = _segments.Rows(name)[0];
        await _segments.OverwriteAsync(name, Encoding.UTF8.GetBytes(row[..^1] + ",\"content_bucket\":\"b\"}\n"));

        Assert.Equal([(StoreProblemKind.ContentOutOfReach, 1L)], Counts(await VerifyAsync()));
    }

    [Fact]
    public async Task Content_without_rows_is_found_where_content_is_kept_beside_the_records()
    {
        using var elsewhere = new SegmentStore();
        string content = SegmentStore.ContentOf(await elsewhere.AddAsync(SegmentStore.Record(0)));
        string orphan = SegmentStore.ContentOf(await elsewhere.AddAsync(SegmentStore.Record(4000)));
        string name = await _segments.AddAsync(SegmentStore.Record(0));
        await _segments.Store.DeleteAsync(SegmentStore.ContentOf(name), default);
        await _segments.OverwriteAsync(name, Encoding.UTF8.GetBytes(_segments.Rows(name)[0][..^1] + ",\"content_bucket\":\"b\"}\n"));
        Assert.Equal(content, SegmentStore.ContentOf(name));

        var report = await new StoreVerifier(_segments.Store, _segments.Everything, _clock, _ => elsewhere.Store, [new("b", "p")]).VerifyAsync(new(), null, default);

        Assert.Equal([(StoreProblemKind.ContentWithoutRow, 1L), (StoreProblemKind.RecordsMissing, 1L)], Counts(report).Order());
        Assert.All(report.Problems, problem => Assert.Equal(orphan, problem.ObjectName));
        Assert.Equal((2, 1), (report.ContentObjects, report.Contents));
    }

    [Fact]
    public async Task An_object_that_the_store_cant_give_is_told_and_the_rest_is_verified()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0));
        await _segments.AddAsync(SegmentStore.Record(1));
        var store = new InterposedStore(_segments.Store)
        {
            BeforeRead = read => read == name ? throw new ObjectStoreException(StoreFault.Forbidden, "No right to read.", 403) : Task.CompletedTask,
        };

        var report = await new StoreVerifier(store, _segments.Everything, _clock).VerifyAsync(new(), null, default);

        Assert.Equal([(StoreProblemKind.Unreadable, 1L)], Counts(report));
        Assert.Equal(1, report.Contents);
    }

    [Fact]
    public async Task Problems_are_listed_up_to_a_limit_and_all_counted()
    {
        string name = await _segments.AddAsync([.. Enumerable.Range(0, 20).Select(i => SegmentStore.Record(i))]);
        await _segments.Store.DeleteAsync(SegmentStore.ContentOf(name), default);

        var report = await VerifyAsync(new() { MostProblems = 3 });

        Assert.Equal((3, 20L), (report.Problems.Count, report.ProblemCounts[StoreProblemKind.ContentMissing]));
    }

    [Fact]
    public async Task Only_the_hours_that_are_asked_for_are_read()
    {
        await _segments.AddAsync(SegmentStore.Record(0));
        await _segments.AddAsync(SegmentStore.Record(3600));
        await _segments.AddAsync(SegmentStore.Record(7200));

        Assert.Equal(1, (await VerifyAsync(new() { From = SegmentStore.Noon.AddHours(1), To = SegmentStore.Noon.AddHours(2) })).Rows);
    }

    private async Task RenameAsync(string name, string other)
    {
        var properties = (await _segments.Store.StatAsync(name, default))!;
        byte[] bytes = await File.ReadAllBytesAsync(_segments.PathOf(name));
        await _segments.Store.PutAsync(other, new MemoryStream(bytes), new() { ContentType = "x", Crc32C = properties.Crc32C!.Value, Metadata = properties.Metadata }, 0, default);
        await _segments.Store.DeleteAsync(name, default);
    }

    private static long Place(string row) => System.Text.Json.JsonElement.Parse(row).GetProperty("content_offset").GetInt64();

    private static IEnumerable<(StoreProblemKind Kind, long Count)> Counts(VerificationReport report) =>
        report.ProblemCounts.Select(count => (count.Key, count.Value));

    private static string Text(VerificationReport report) => string.Join('\n', report.Problems);

    private Task<VerificationReport> VerifyAsync(VerificationRequest? request = null) =>
        new StoreVerifier(_segments.Store, _segments.Everything, _clock).VerifyAsync(request ?? new(), null, default);
}
