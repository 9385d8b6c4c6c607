using K8sRouter.Core.Storage;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

/// <summary>What comes with success and is none: from proxies, load balancers, or whatever answers at that address.</summary>
public sealed class GcsAnswerTests : IAsyncLifetime
{
    private const string Json = "application/json; charset=UTF-8";
    private static readonly string[] Calls =
        ["write", "write resumably", "stat", "range", "open", "list", "folders", "delete", "bucket", "iam", "lifecycle"];

    private static readonly (string Body, string Type)[] Answers =
    [
        ("", Json),
        ("", "text/html"),
        ("canary", "text/plain"),
        ("<html>canary</html>", "text/html; charset=utf-8"),
        ("null", Json),
        ("[\"canary\"]", Json),
        ("\"canary\"", Json),
        ("{\"canary\":", Json),
        ("{\"name\":\"canary\",\"size\":\"canary\"}", Json),
        ("{\"name\":\"canary\",\"size\":\"1\",\"timeCreated\":\"canary\",\"generation\":\"1\"}", Json),
        ("{\"items\":[{\"name\":\"canary\"}],\"prefixes\":{},\"bindings\":1,\"metageneration\":{}}", Json),
    ];

    private readonly GcsFixture _gcs = new();

    public static TheoryData<string, string, string> AnswersToCalls
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (string call in Calls)
            {
                // The service answers a deletion without a body: a page alone isn't that.
                foreach (var (body, type) in Answers.Where(answer => call != "delete" || answer.Type.StartsWith("text/html", StringComparison.Ordinal)))
                    data.Add(call, body, type);
            }
            return data;
        }
    }

    public async Task InitializeAsync()
    {
        await _gcs.InitializeAsync();
        await GcsWriteTests.PutAsync(_gcs.Store, "there", 10);
    }

    public Task DisposeAsync() => _gcs.DisposeAsync();

    [Theory]
    [MemberData(nameof(AnswersToCalls))]
    public async Task A_success_that_isnt_one_is_tried_again_and_then_told_without_a_word_of_it(string call, string body, string type)
    {
        _gcs.Service.Faults.Always(_ => GcsFault.Answer(body, type));

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => CallAsync(call));

        Assert.Equal(StoreFault.Unavailable, fault.Fault);
        Assert.Contains("; attempts: 4. ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", fault.ToString(), StringComparison.Ordinal);
        Assert.Equal("there", Assert.Single(_gcs.Service.Objects).Name);
        _gcs.Service.Faults.Always(null);
        await CallAsync(call);
    }

    [Theory]
    [InlineData("write", 301)]
    [InlineData("stat", 301)]
    [InlineData("open", 307)]
    [InlineData("list", 307)]
    [InlineData("bucket", 301)]
    [InlineData("write resumably", 308)]
    [InlineData("stat", 308)]
    public async Task A_redirect_isnt_followed(string call, int status)
    {
        _gcs.Service.Faults.Next(_ => true, GcsFault.Status(status, "canary"));
        int before = _gcs.Service.Requests.Count;

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => CallAsync(call));

        Assert.Equal((StoreFault.Refused, status), (fault.Fault, fault.Status!.Value));
        Assert.Equal(before + 1, _gcs.Service.Requests.Count);
    }

    [Theory]
    [InlineData("write", StoreFault.Missing)]
    [InlineData("write resumably", StoreFault.Refused)]
    [InlineData("stat", StoreFault.Missing)]
    [InlineData("open", StoreFault.Missing)]
    [InlineData("list", StoreFault.Missing)]
    [InlineData("delete", StoreFault.Refused)]
    [InlineData("iam", StoreFault.Refused)]
    public async Task A_name_that_no_bucket_can_have_is_a_fault_of_the_store(string call, StoreFault expected)
    {
        // Rows name buckets too, whoever wrote them.
        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => CallAsync(call, "No/Bucket"));

        Assert.Equal(expected, fault.Fault);
        Assert.StartsWith("gs://No/Bucket: can't ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_proxy_answers_to_an_upload_isnt_taken_for_the_object_being_there()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.Answer("{\"size\":\"10\",\"crc32c\":\"AAAAAA==\"}", Json));

        Assert.Equal(PutResult.Created, await GcsWriteTests.PutAsync(_gcs.Store, "new", 10));
        Assert.Equal(GcsWriteTests.Bytes(10), _gcs.Service.Objects.Single(item => item.Name == "new").Content);
    }

    private Task CallAsync(string call, string bucket = GcsFixture.Bucket)
    {
        var store = _gcs.Open(GcsWriteTests.Small, bucket: bucket);
        return call switch
        {
            "write" => GcsWriteTests.PutAsync(store, "new", 1),
            "write resumably" => GcsWriteTests.PutAsync(store, "new", 600_000),
            "stat" => store.StatAsync("there", default),
            "range" => store.GetRangeAsync("there", 0, 1, default),
            "open" => store.OpenReadAsync("there", default),
            "list" => store.ListAsync("", default).ToListAsync().AsTask(),
            "folders" => store.ListFoldersAsync("", default).ToListAsync().AsTask(),
            "delete" => store.DeleteAsync("there", default),
            "bucket" => _gcs.OpenBucket(bucket).GetAsync(default),
            "iam" => _gcs.OpenBucket(bucket).GetIamAsync(default),
            _ => _gcs.OpenBucket(bucket).SetLifecycleAsync([], 1, default),
        };
    }
}
