using Google.Apis.Storage.v1;
using Google.Cloud.Storage.V1;
using K8sRouter.Testing.GoogleCloudStorage;
using Object = Google.Apis.Storage.v1.Data.Object;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

/// <summary>Google's own client as it comes, compression included, finds the double to be the service.</summary>
public sealed class GoogleClientTests : IAsyncLifetime
{
    private GcsDouble _service = null!;
    private StorageClient _client = null!;

    public async Task InitializeAsync()
    {
        _service = await GcsDouble.StartAsync("bucket");
        _client = await new StorageClientBuilder { BaseUri = _service.Address + "/storage/v1/", UnauthenticatedAccess = true }.BuildAsync();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Fact]
    public async Task It_writes_reads_lists_and_deletes()
    {
        var bytes = GcsWriteTests.Bytes(300_000);
        var written = await _client.UploadObjectAsync(
            new Object { Bucket = "bucket", Name = "a/b", ContentType = "x/y", Metadata = new Dictionary<string, string> { ["count"] = "7" } },
            new MemoryStream(bytes), new() { IfGenerationMatch = 0, ChunkSize = 256 << 10 });
        using var read = new MemoryStream();
        await _client.DownloadObjectAsync("bucket", "a/b", read);

        Assert.Equal(bytes, read.ToArray());
        Assert.Equal("7", (await _client.GetObjectAsync("bucket", "a/b")).Metadata["count"]);
        Assert.Equal(["a/b"], await _client.ListObjectsAsync("bucket").Select(item => item.Name).ToListAsync());
        await _client.DeleteObjectAsync("bucket", "a/b", new() { Generation = written.Generation });
        Assert.Empty(_service.Objects);
    }

    [Fact]
    public async Task It_reads_and_sets_what_a_bucket_is()
    {
        Assert.Equal("EUROPE-WEST4", (await _client.GetBucketAsync("bucket")).Location);
        Assert.Empty((await _client.GetBucketIamPolicyAsync("bucket", new() { RequestedPolicyVersion = 3 })).Bindings);
        await _client.PatchBucketAsync(new()
        {
            Name = "bucket",
            Lifecycle = new() { Rule = [new() { Action = new() { Type = "Delete" }, Condition = new() { Age = 30 } }] },
        });

        Assert.Contains("\"age\":30", _service.Bucket("bucket").Lifecycle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_own_checksum_is_compared_with_the_bytes()
    {
        var upload = new ObjectsResource.InsertMediaUpload(
            _client.Service, new Object { Name = "a" }, "bucket", new MemoryStream(GcsWriteTests.Bytes(10)), "x/y");
        _client.Service.HttpClient.DefaultRequestHeaders.TryAddWithoutValidation("x-goog-hash", "crc32c=AAAAAA==");

        var progress = await upload.UploadAsync();

        Assert.Contains("doesn't match calculated CRC32C", progress.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(_service.Objects);
    }
}
