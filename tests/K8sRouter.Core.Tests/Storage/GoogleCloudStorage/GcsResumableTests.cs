using System.IO.Hashing;
using K8sRouter.Core.Storage;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

public sealed class GcsResumableTests : IAsyncLifetime
{
    private const int Length = (2 << 20) + 12345;
    private readonly GcsFixture _gcs = new();

    public Task InitializeAsync() => _gcs.InitializeAsync();

    public Task DisposeAsync() => _gcs.DisposeAsync();

    /// <summary>The chunk, of five, that is interrupted, and how much of it the service keeps.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 256 << 10)]
    [InlineData(1, 512 << 10)]
    [InlineData(2, 0)]
    [InlineData(3, 300 << 10)]
    [InlineData(5, 0)]
    public async Task An_interrupted_upload_goes_on_where_the_service_is(int chunk, int kept)
    {
        _gcs.Service.Faults.Next(
            request => request.Kind == GcsRequestKind.ResumableChunk && _gcs.Service.Count(GcsRequestKind.ResumableChunk) == chunk,
            GcsFault.ResetWithin(kept));

        Assert.Equal(PutResult.Created, await PutAsync());

        Assert.Equal(1, _gcs.Service.Count(GcsRequestKind.ResumableStart));
        Assert.Equal(1, _gcs.Service.Count(GcsRequestKind.ResumableQuery));
        // What was kept isn't sent again.
        Assert.Equal(kept == 0 ? 6 : 5, _gcs.Service.Count(GcsRequestKind.ResumableChunk));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_refused_chunk_is_asked_about_and_sent_again(int status)
    {
        _gcs.Service.Faults.Next(GcsRequestKind.ResumableChunk, GcsFault.Status(status), times: 2);

        Assert.Equal(PutResult.Created, await PutAsync());
        Assert.Equal(2, _gcs.Service.Count(GcsRequestKind.ResumableQuery));
    }

    [Theory]
    [InlineData(GcsFaultKind.ResetAfter)]
    [InlineData(GcsFaultKind.StatusAfter)]
    public async Task An_upload_whose_last_answer_was_lost_is_done(GcsFaultKind kind)
    {
        _gcs.Service.Faults.Next(
            request => request.Kind == GcsRequestKind.ResumableChunk && _gcs.Service.Count(GcsRequestKind.ResumableChunk) == 5,
            GcsFault.Of(kind));

        Assert.Equal(PutResult.Created, await PutAsync());
        Assert.Equal(5, _gcs.Service.Count(GcsRequestKind.ResumableChunk));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_session_that_is_gone_is_begun_anew(int status)
    {
        _gcs.Service.Faults.Next(
            request => request.Kind == GcsRequestKind.ResumableChunk && _gcs.Service.Count(GcsRequestKind.ResumableChunk) == 3,
            GcsFault.Status(status));

        Assert.Equal(PutResult.Created, await PutAsync());
        Assert.Equal(2, _gcs.Service.Count(GcsRequestKind.ResumableStart));
        Assert.Equal(3 + 5, _gcs.Service.Count(GcsRequestKind.ResumableChunk));
    }

    [Fact]
    public async Task Sessions_that_never_last_are_given_up()
    {
        _gcs.Service.Faults.Always(request => request.Kind == GcsRequestKind.ResumableChunk ? GcsFault.Status(410) : null);

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(PutAsync);

        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Equal(3, _gcs.Service.Count(GcsRequestKind.ResumableStart));
    }

    [Fact]
    public async Task An_upload_that_never_moves_is_given_up()
    {
        _gcs.Service.Faults.Always(request => request.Kind == GcsRequestKind.ResumableChunk ? GcsFault.ResetWithin(0) : null);

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(PutAsync);

        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.InRange(_gcs.Service.Requests.Count, 4, 40);
    }

    [Fact]
    public async Task An_object_that_somebody_put_there_meanwhile_is_a_conflict()
    {
        _gcs.Service.Faults.Next(
            request =>
            {
                if (request.Kind != GcsRequestKind.ResumableChunk || _gcs.Service.Count(GcsRequestKind.ResumableChunk) != 5)
                    return false;
                _gcs.Service.Bucket(GcsFixture.Bucket).Put(new()
                {
                    Bucket = GcsFixture.Bucket,
                    Name = "big",
                    Content = [1],
                    Crc32C = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, [1]),
                    Generation = 0,
                    TimeCreated = default,
                });
                return true;
            },
            null);

        Assert.Equal(PutResult.Conflict, await _gcs.Open(GcsWriteTests.Small).PutAsync(
            "big", new MemoryStream(GcsWriteTests.Bytes(Length)), GcsWriteTests.Properties(GcsWriteTests.Bytes(Length)), 0, default));
        Assert.Single(_gcs.Service.Objects, item => item.Content.Length == 1);
    }

    [Fact]
    public async Task A_wrong_checksum_stores_nothing()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => _gcs.Open(GcsWriteTests.Small).PutAsync(
            "big", new MemoryStream(GcsWriteTests.Bytes(Length)), new() { ContentType = "x/y", Crc32C = 1 }, 0, default));

        Assert.Empty(_gcs.Service.Objects);
    }

    private async Task<PutResult> PutAsync()
    {
        var result = await GcsWriteTests.PutAsync(_gcs.Open(GcsWriteTests.Small), "big", Length);
        Assert.Equal(GcsWriteTests.Bytes(Length), Assert.Single(_gcs.Service.Objects).Content);
        return result;
    }
}
