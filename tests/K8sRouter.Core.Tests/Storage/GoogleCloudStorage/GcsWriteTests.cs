using System.IO.Hashing;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

public sealed class GcsWriteTests : IAsyncLifetime
{
    private const string Key = "projects/p/locations/europe/keyRings/r/cryptoKeys/k";
    private readonly GcsFixture _gcs = new();

    public Task InitializeAsync() => _gcs.InitializeAsync();

    public Task DisposeAsync() => _gcs.DisposeAsync();

    [Fact]
    public async Task An_object_carries_its_type_metadata_checksum_and_key()
    {
        await PutAsync(_gcs.Open(kmsKeyName: Key), "a", 10);

        var stored = Assert.Single(_gcs.Service.Objects);
        Assert.Equal(("application/gzip", Key, "7"), (stored.ContentType, stored.KmsKeyName, stored.Metadata["count"]));
        Assert.Equal(Bytes(10), stored.Content);
        var request = Assert.Single(_gcs.Service.Requests);
        Assert.Contains("ifGenerationMatch=0", request.Target, StringComparison.Ordinal);
        Assert.DoesNotContain("Acl", request.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_to_eight_mebibytes_take_one_request_and_more_go_resumably_in_chunks_of_two()
    {
        await PutAsync(_gcs.Store, "a", 8 << 20);
        await PutAsync(_gcs.Store, "b", (8 << 20) + 1);

        Assert.Equal(
            [GcsRequestKind.MultipartInsert, GcsRequestKind.ResumableStart, .. Enumerable.Repeat(GcsRequestKind.ResumableChunk, 5)],
            _gcs.Service.Requests.Select(request => request.Kind));
        Assert.Equal([8 << 20, (8 << 20) + 1], _gcs.Service.Objects.Select(item => item.Content.Length));
        Assert.Equal(Bytes((8 << 20) + 1), _gcs.Service.Objects[1].Content);
        Assert.Equal(("application/gzip", "7"), (_gcs.Service.Objects[1].ContentType, _gcs.Service.Objects[1].Metadata["count"]));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2 << 20)]
    public async Task An_answer_lost_after_the_object_was_stored_is_success(int length)
    {
        var kind = length > Small.MultipartLimit ? GcsRequestKind.ResumableChunk : GcsRequestKind.MultipartInsert;
        _gcs.Service.Faults.Next(request => request.Kind == kind && IsLast(request), GcsFault.Of(GcsFaultKind.ResetAfter));

        var result = await PutAsync(_gcs.Open(Small), "a", length);

        // The second attempt meets its own object; a resumable upload is told that it is done.
        Assert.Equal(length > Small.MultipartLimit ? PutResult.Created : PutResult.AlreadyExistsSame, result);
        Assert.Equal(Bytes(length), Assert.Single(_gcs.Service.Objects).Content);
    }

    [Fact]
    public async Task An_error_answered_after_the_object_was_stored_is_success()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.StatusAfter(503));

        Assert.Equal(PutResult.AlreadyExistsSame, await PutAsync(_gcs.Store, "a", 10));
        Assert.Single(_gcs.Service.Objects);
    }

    [Fact]
    public async Task An_object_erased_from_between_two_attempts_is_recognised()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.Of(GcsFaultKind.ResetAfter));
        _gcs.Service.Faults.Next(
            request =>
            {
                if (request.Kind != GcsRequestKind.MultipartInsert)
                    return false;
                var stored = _gcs.Service.Objects.Single();
                var tombstone = new byte[stored.Content.Length];
                _gcs.Service.Bucket(GcsFixture.Bucket).Put(stored with
                {
                    Content = tombstone,
                    Crc32C = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, tombstone),
                    Metadata = new Dictionary<string, string> { [SegmentMetadata.OriginalCrc32C] = $"{stored.Crc32C:x8}" },
                });
                return true;
            },
            null);

        Assert.Equal(PutResult.AlreadyExistsSame, await PutAsync(_gcs.Store, "a", 10));
        Assert.Equal(new byte[10], Assert.Single(_gcs.Service.Objects).Content);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2 << 20)]
    public async Task Somebody_elses_object_is_a_conflict_and_stays(int length)
    {
        await PutAsync(_gcs.Open(Small), "a", length, seed: 1);

        Assert.Equal(PutResult.Conflict, await PutAsync(_gcs.Open(Small), "a", length, seed: 2));
        Assert.Equal(Bytes(length, 1), Assert.Single(_gcs.Service.Objects).Content);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_passing_error_is_tried_again(int status)
    {
        _gcs.Service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.Status(status), times: 3);

        Assert.Equal(PutResult.Created, await PutAsync(_gcs.Store, "a", 10));
        Assert.Equal(4, _gcs.Service.Requests.Count);
    }

    [Theory]
    [InlineData(GcsFaultKind.Reset)]
    [InlineData(GcsFaultKind.Hang)]
    public async Task A_connection_that_breaks_or_stalls_is_tried_again(GcsFaultKind kind)
    {
        // The first request opens the connection, so that its own slowness isn't the fault.
        await PutAsync(_gcs.Store, "first", 1);
        _gcs.Service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.Of(kind));

        await PutAsync(_gcs.Open(GcsFixture.Quick with { StallTimeout = TimeSpan.FromMilliseconds(500) }), "a", 10);

        Assert.Equal(Bytes(10), _gcs.Service.Objects[0].Content);
    }

    [Fact]
    public async Task A_slow_answer_is_waited_for()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.Of(GcsFaultKind.Slow));

        Assert.Equal(PutResult.Created, await PutAsync(_gcs.Store, "a", 10));
        Assert.Single(_gcs.Service.Requests);
    }

    [Fact]
    public async Task After_four_attempts_the_store_is_unavailable()
    {
        _gcs.Service.Faults.Always(_ => GcsFault.Status(503, retryAfterSeconds: 0));

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => PutAsync(_gcs.Store, "a", 10));

        Assert.Equal((StoreFault.Unavailable, 503, false), (fault.Fault, fault.Status!.Value, fault.NeedsMending));
        Assert.Equal(
            "gs://team-a-prompts: can't write an object: HTTP 503; attempts: 4. Google Cloud Storage is busy or out of reach: try again later.",
            fault.Message);
        Assert.Equal(4, _gcs.Service.Requests.Count);
    }

    [Fact]
    public async Task An_erased_part_replaces_the_generation_it_was_read_from()
    {
        await PutAsync(_gcs.Store, "a", 10, seed: 1);
        long generation = (await _gcs.Store.StatAsync("a", default))!.Generation;

        _gcs.Service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.Of(GcsFaultKind.ResetAfter));
        Assert.Equal(PutResult.AlreadyExistsSame, await PutAsync(_gcs.Store, "a", 10, seed: 2, ifGeneration: generation));

        Assert.Equal(Bytes(10, 2), Assert.Single(_gcs.Service.Objects).Content);
        Assert.Equal(Bytes(10, 1), Assert.Single(_gcs.Service.Bucket(GcsFixture.Bucket).SoftDeleted).Content);
    }

    [Fact]
    public async Task A_file_that_cant_be_read_is_its_own_fault_and_not_tried_again()
    {
        await using var content = new BrokenStream(Bytes(300_000), 200_000);

        var fault = await Assert.ThrowsAsync<IOException>(() => _gcs.Store.PutAsync(
            "a", content, new() { ContentType = "application/gzip", Crc32C = 1 }, 0, default));

        Assert.Equal("the disk is broken", fault.Message);
        Assert.Empty(_gcs.Service.Objects);
        Assert.InRange(_gcs.Service.Requests.Count, 0, 1);
    }

    [Fact]
    public async Task Whoever_gives_up_gets_no_second_attempt()
    {
        using var given = new CancellationTokenSource();
        _gcs.Service.Faults.Next(
            request =>
            {
                given.Cancel();
                return true;
            },
            GcsFault.Of(GcsFaultKind.Hang));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _gcs.Store.PutAsync(
            "a", new MemoryStream(Bytes(10)), Properties(Bytes(10)), 0, given.Token));
        Assert.Single(_gcs.Service.Requests);
    }

    internal static GcsTuning Small { get; } = GcsFixture.Quick with { MultipartLimit = 512 << 10, ChunkBytes = 512 << 10 };

    internal static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    internal static ObjectProperties Properties(byte[] bytes) => new()
    {
        ContentType = "application/gzip",
        Crc32C = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, bytes),
        Metadata = new Dictionary<string, string> { ["count"] = "7" },
    };

    internal static Task<PutResult> PutAsync(IObjectStore store, string name, int length, int seed = 1, long ifGeneration = 0)
    {
        var bytes = Bytes(length, seed);
        return store.PutAsync(name, new MemoryStream(bytes), Properties(bytes), ifGeneration, default);
    }

    private bool IsLast(GcsDoubleRequest request) =>
        request.Kind != GcsRequestKind.ResumableChunk || _gcs.Service.Count(GcsRequestKind.ResumableChunk) == 4;

    private sealed class BrokenStream(byte[] bytes, int brokenAt) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= brokenAt ? throw new IOException("the disk is broken") : base.ReadAsync(buffer, cancellationToken);
    }
}
