using System.IO.Hashing;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Erasing;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Core.Storage.Verifying;
using K8sRouter.Testing;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

/// <summary>Erasing, verifying and reading over a bucket, as the operator's commands do.</summary>
public sealed class GcsErasureTests : IAsyncLifetime, IDisposable
{
    private readonly GcsFixture _bucket = new();
    private SegmentStore _segments = null!;

    public async Task InitializeAsync()
    {
        await _bucket.InitializeAsync();
        _segments = new(_bucket.Store);
    }

    public Task DisposeAsync() => _bucket.DisposeAsync();

    public void Dispose() => _segments.Dispose();

    [Theory]
    [InlineData(GcsRequestKind.MultipartInsert)]
    [InlineData(GcsRequestKind.ResumableChunk)]
    public async Task A_user_is_erased_once_whatever_the_service_does_meanwhile(GcsRequestKind write)
    {
        await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "bob"));
        await _segments.AddAsync(true, 2, 2, SegmentStore.Record(2, "ann"));
        await _segments.AddAsync(SegmentStore.Record(5000, "ann"), SegmentStore.Record(5001, "bob"));
        var store = _bucket.Open(write == GcsRequestKind.MultipartInsert ? null : GcsFixture.Quick with { MultipartLimit = 16 });
        var faults = _bucket.Service.Faults;
        faults.Next(GcsRequestKind.Media, GcsFault.Of(GcsFaultKind.CutBody));
        faults.Next(GcsRequestKind.Media, GcsFault.Status(503));
        faults.Next(GcsRequestKind.Stat, GcsFault.Of(GcsFaultKind.Reset));
        faults.Next(GcsRequestKind.List, GcsFault.Of(GcsFaultKind.Page));
        faults.Next(write, GcsFault.Of(GcsFaultKind.ResetAfter));
        faults.Next(write, GcsFault.StatusAfter(500));
        faults.Next(write, GcsFault.Status(429));

        var report = await new GenerationEraser(store, _segments.Everything).EraseAsync(new() { User = "ann" }, null, default);

        Assert.True(report.IsComplete, string.Join('\n', report.Failures));
        Assert.Equal((3, 3, 3, 6), (report.Generations, report.RowsErased, report.ContentsErased, report.ObjectsRewritten));
        var verified = await VerifyAsync();
        Assert.True(verified.IsSound, string.Join('\n', verified.Problems));
        Assert.Equal((5, 2, 3), (verified.Rows, verified.Contents, verified.ContentsErased));
        Assert.Equal("Erased", await _segments.ContentTextAsync(SegmentStore.Record(2).Id));
        Assert.Contains("prompt of", await _segments.ContentTextAsync(SegmentStore.Record(5001).Id), StringComparison.Ordinal);
        Assert.Equal(["bob", "bob"], (await AllAsync()).Where(found => !found.Erased).Select(found => found.Record.ExternalUser));
    }

    [Fact]
    public async Task Who_comes_between_reading_and_writing_loses_nothing()
    {
        await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "bob"), SegmentStore.Record(2, "cid"));
        var raced = new InterposedStore(_bucket.Store)
        {
            BeforePut = async (_, put) =>
            {
                if (put is 1 or 3)
                    await EraseAsync(new() { User = put == 1 ? "bob" : "cid" });
            },
        };

        var report = await new GenerationEraser(raced, _segments.Everything).EraseAsync(new() { User = "ann" }, null, default);

        Assert.Equal((true, 1L), (report.IsComplete, report.RowsErased));
        Assert.Equal(3, (await VerifyAsync()).ContentsErased);
        Assert.All(await AllAsync(), found => Assert.True(found.Erased));
    }

    [Fact]
    public async Task A_sidecar_that_tries_again_after_an_erasure_writes_nothing_back()
    {
        string name = await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1, "bob"));
        string[] both = [name, SegmentStore.ContentOf(name)];
        var originals = await Task.WhenAll(both.Select(BytesAsync));
        await EraseAsync(new() { Before = new(2027, 1, 1) });
        var erased = await Task.WhenAll(both.Select(BytesAsync));

        foreach (var (one, original) in both.Zip(originals))
        {
            var properties = new ObjectProperties { ContentType = "x", Crc32C = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, original) };
            Assert.Equal(PutResult.AlreadyExistsSame, await _bucket.Store.PutAsync(one, new MemoryStream(original), properties, 0, default));
        }

        Assert.Equal(erased, await Task.WhenAll(both.Select(BytesAsync)));
        Assert.NotEqual(originals, erased);
        Assert.True((await VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task What_a_retention_policy_keeps_is_said_and_its_row_stays_as_it_was()
    {
        var record = SegmentStore.Record(0, "ann");
        string name = await _segments.AddAsync(record);
        byte[] before = await BytesAsync(name);
        _bucket.Service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.Status(403, "retentionPolicyNotMet"));

        var report = await EraseAsync(new() { Ids = [record.Id] });

        var failure = Assert.Single(report.Failures);
        Assert.Equal((StoreFault.Refused, SegmentStore.ContentOf(name), 1L), (failure.Fault, failure.ObjectName, failure.Generations));
        Assert.Contains("the bucket's retention policy keeps the object; wait until its time is over", failure.Message, StringComparison.Ordinal);
        Assert.Equal((0, false), (report.RowsErased, report.IsWhole));
        Assert.Equal(before, await BytesAsync(name));
        Assert.True((await EraseAsync(new() { Ids = [record.Id] })).IsComplete);
    }

    private async Task<byte[]> BytesAsync(string name)
    {
        using var bytes = new MemoryStream();
        await using var stream = (await _bucket.Store.OpenReadAsync(name, default))!;
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private Task<ErasureReport> EraseAsync(ErasureRequest request) =>
        new GenerationEraser(_bucket.Store, _segments.Everything).EraseAsync(request, null, default);

    private Task<VerificationReport> VerifyAsync() =>
        new StoreVerifier(_bucket.Store, _segments.Everything, Clocks.Noon()).VerifyAsync(new(), null, default);

    private async Task<List<StoredGeneration>> AllAsync()
    {
        var all = new List<StoredGeneration>();
        await foreach (var generation in _segments.Reader.ScanAsync(new(), null, null, default))
            all.Add(generation);
        return all;
    }
}
