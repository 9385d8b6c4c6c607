using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Testing;
using K8sRouter.Testing.GoogleCloudStorage;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

public sealed class GcsFaultTests : IAsyncLifetime
{
    private const string Key = "projects/p/locations/europe/keyRings/r/cryptoKeys/k";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly GcsFixture _gcs = new();

    public Task InitializeAsync() => _gcs.InitializeAsync();

    public Task DisposeAsync() => _gcs.DisposeAsync();

    [Theory]
    [InlineData("write")]
    [InlineData("stat")]
    [InlineData("range")]
    [InlineData("open")]
    [InlineData("list")]
    [InlineData("folders")]
    [InlineData("delete")]
    public async Task A_bucket_that_isnt_there_is_missing_whatever_is_asked(string call)
    {
        _gcs.Service.RemoveBucket(GcsFixture.Bucket);

        var fault = await FaultAsync(() => CallAsync(call));

        Assert.Equal((StoreFault.Missing, 404, true), (fault.Fault, fault.Status!.Value, fault.NeedsMending));
        Assert.StartsWith("gs://team-a-prompts: can't ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(" (HTTP 404): the bucket isn't there. Create it, or correct its name in the policy.", fault.Message, StringComparison.Ordinal);
        Assert.Single(_gcs.Service.Requests);
    }

    [Theory]
    [InlineData("write")]
    [InlineData("stat")]
    [InlineData("range")]
    [InlineData("open")]
    [InlineData("list")]
    [InlineData("delete")]
    public async Task A_missing_right_is_forbidden_and_says_which_roles_to_grant(string call)
    {
        _gcs.Service.Faults.Always(_ => GcsFault.Status(403, "forbidden"));

        var fault = await FaultAsync(() => CallAsync(call));

        Assert.Equal((StoreFault.Forbidden, 403), (fault.Fault, fault.Status!.Value));
        Assert.Contains("roles/storage.objectCreator", fault.Message, StringComparison.Ordinal);
        Assert.Single(_gcs.Service.Requests);
    }

    [Fact]
    public async Task A_quota_that_comes_as_a_403_passes()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.Status(403, "rateLimitExceeded"));

        Assert.Equal(PutResult.Created, await GcsWriteTests.PutAsync(_gcs.Store, "a", 1));
    }

    [Fact]
    public async Task A_disabled_key_is_refused_in_our_own_words()
    {
        _gcs.Service.Bucket(GcsFixture.Bucket).DisabledKeys.Add(Key);

        var fault = await FaultAsync(() => GcsWriteTests.PutAsync(_gcs.Open(kmsKeyName: Key), "a", 1));

        Assert.Equal((StoreFault.Refused, 400), (fault.Fault, fault.Status!.Value));
        Assert.Contains("the encryption key is disabled or destroyed; enable it or name another", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_no_key_is_refused()
    {
        var fault = await FaultAsync(() => GcsWriteTests.PutAsync(_gcs.Open(kmsKeyName: "nonsense"), "a", 1));

        Assert.Equal((StoreFault.Refused, 400), (fault.Fault, fault.Status!.Value));
    }

    [Theory]
    [InlineData(true, "the bucket's retention policy keeps the object")]
    [InlineData(false, "the object is under a hold")]
    public async Task What_is_kept_by_a_policy_or_a_hold_is_refused(bool policy, string expected)
    {
        await GcsWriteTests.PutAsync(_gcs.Store, "a", 1);
        long generation = _gcs.Service.Objects[0].Generation;
        var bucket = _gcs.Service.Bucket(GcsFixture.Bucket);
        if (policy)
            (bucket.Retention, bucket.RetentionLocked) = (TimeSpan.FromDays(30), true);
        else
            bucket.Held.Add("a");

        var deleting = await FaultAsync(() => _gcs.Store.DeleteAsync("a", default));
        var replacing = await FaultAsync(() => GcsWriteTests.PutAsync(_gcs.Store, "a", 1, seed: 2, ifGeneration: generation));

        Assert.Equal((StoreFault.Refused, StoreFault.Refused), (deleting.Fault, replacing.Fault));
        Assert.Contains(expected, deleting.Message, StringComparison.Ordinal);
        Assert.Contains(expected, replacing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(500)]
    public async Task The_services_own_words_and_the_token_are_in_no_fault(int status)
    {
        _gcs.Service.RequireToken = true;
        _gcs.Service.Faults.Always(request => request.Kind == GcsRequestKind.Token ? null : GcsFault.Status(status, "canaryReason"));

        var fault = await FaultAsync(() => GcsWriteTests.PutAsync(_gcs.Open(credentialJson: _gcs.Service.ServiceAccountJson()), "a", 1));

        Assert.DoesNotContain("canary", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ya29", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_after_is_waited_for()
    {
        var clock = Clocks.Noon();
        await using var service = await GcsDouble.StartAsync(clock, GcsFixture.Bucket);
        service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.Status(503, retryAfterSeconds: 7));

        var put = GcsWriteTests.PutAsync(Over(service, clock, GcsFixture.Patient), "a", 1);
        await AdvanceUntilAsync(clock, put);

        Assert.Equal(PutResult.Created, await put);
        Assert.InRange(service.Requests[1].At - service.Requests[0].At, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_retry_after_beyond_half_a_minute_is_left_to_the_caller()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.Status(429, retryAfterSeconds: 120));

        var fault = await FaultAsync(() => GcsWriteTests.PutAsync(_gcs.Store, "a", 1));

        Assert.Equal((StoreFault.Unavailable, TimeSpan.FromSeconds(120)), (fault.Fault, fault.RetryAfter));
        Assert.Single(_gcs.Service.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_busy_service_slows_every_call_of_the_store(int status)
    {
        var clock = Clocks.Noon();
        await using var service = await GcsDouble.StartAsync(clock, GcsFixture.Bucket);
        var store = Over(service, clock, GcsFixture.Patient);
        service.Faults.Next(GcsRequestKind.MultipartInsert, GcsFault.Status(status, retryAfterSeconds: 60));
        await FaultAsync(() => GcsWriteTests.PutAsync(store, "a", 1));

        // Longer than a call may take: it says so at once.
        clock.Advance(TimeSpan.FromSeconds(10));
        var refused = await FaultAsync(() => store.StatAsync("b", default));
        Assert.Equal((StoreFault.Unavailable, TimeSpan.FromSeconds(50)), (refused.Fault, refused.RetryAfter));
        // Not as long: it waits, and sends nothing before.
        clock.Advance(TimeSpan.FromSeconds(30));
        var waiting = store.StatAsync("b", default);
        Assert.Single(service.Requests);
        await AdvanceUntilAsync(clock, waiting);

        Assert.Equal(2, service.Requests.Count);
        Assert.InRange(service.Requests[1].At - service.Requests[0].At, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(62));
    }

    [Fact]
    public async Task A_stalled_request_ends_by_the_clock()
    {
        var clock = Clocks.Noon();
        await using var service = await GcsDouble.StartAsync(clock, GcsFixture.Bucket);
        service.Faults.Always(_ => GcsFault.Of(GcsFaultKind.Hang));

        var put = GcsWriteTests.PutAsync(Over(service, clock, new()), "a", 1);
        await PollAsync(() => service.Requests.Count == 1);
        clock.Advance(TimeSpan.FromSeconds(19));
        await Task.Yield();
        Assert.False(put.IsCompleted);
        await AdvanceUntilAsync(clock, put);

        var fault = await FaultAsync(() => put);
        Assert.Contains("no answer in time", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task A_service_out_of_reach_is_unavailable()
    {
        await _gcs.Service.DisposeAsync();

        var fault = await FaultAsync(() => GcsWriteTests.PutAsync(_gcs.Store, "a", 1));

        Assert.Equal((StoreFault.Unavailable, null), (fault.Fault, fault.Status));
        Assert.Contains("connection fault ConnectionError; attempts: 4", fault.Message, StringComparison.Ordinal);
    }

    private static IObjectStore Over(GcsDouble service, TimeProvider clock, GcsTuning tuning) =>
        new ObjectStoreFactory(GcsHttp.CreateHandler(), new(clock, service.Environment), clock, service.Environment) { Tuning = tuning }
            .Open(new() { Bucket = GcsFixture.Bucket }, null);

    private static async Task AdvanceUntilAsync(FakeTimeProvider clock, Task done)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!done.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(5, patience.Token);
        }
    }

    private static async Task PollAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(5, patience.Token);
    }

    private static Task<ObjectStoreException> FaultAsync(Func<Task> call) => Assert.ThrowsAsync<ObjectStoreException>(call);

    private Task CallAsync(string call) => call switch
    {
        "write" => GcsWriteTests.PutAsync(_gcs.Store, "a", 1),
        "stat" => _gcs.Store.StatAsync("a", default),
        "range" => _gcs.Store.GetRangeAsync("a", 0, 1, default),
        "open" => _gcs.Store.OpenReadAsync("a", default),
        "list" => _gcs.Store.ListAsync("", default).ToListAsync().AsTask(),
        "folders" => _gcs.Store.ListFoldersAsync("", default).ToListAsync().AsTask(),
        _ => _gcs.Store.DeleteAsync("a", default),
    };
}
