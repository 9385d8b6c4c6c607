using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage;
using K8sRouter.Testing.GoogleCloudStorage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

public sealed class GcsReadTests : IAsyncLifetime
{
    private const int Length = 300_000;
    private readonly GcsFixture _gcs = new();

    public async Task InitializeAsync()
    {
        await _gcs.InitializeAsync();
        await GcsWriteTests.PutAsync(_gcs.Store, "a", Length);
    }

    public Task DisposeAsync() => _gcs.DisposeAsync();

    [Theory]
    [InlineData(GcsFaultKind.CutBody)]
    [InlineData(GcsFaultKind.Status)]
    [InlineData(GcsFaultKind.Reset)]
    public async Task A_broken_read_of_a_part_is_made_again(GcsFaultKind kind)
    {
        _gcs.Service.Faults.Next(GcsRequestKind.Media, GcsFault.Of(kind));

        Assert.Equal(GcsWriteTests.Bytes(Length)[100..200_100], await _gcs.Store.GetRangeAsync("a", 100, 200_000, default));
        Assert.Equal(2, _gcs.Service.Count(GcsRequestKind.Media));
    }

    [Theory]
    [InlineData(GcsFaultKind.CutBody)]
    [InlineData(GcsFaultKind.StallBody)]
    public async Task A_whole_read_that_breaks_or_stalls_goes_on_at_the_same_byte(GcsFaultKind kind)
    {
        _gcs.Service.Faults.Next(GcsRequestKind.Media, GcsFault.Of(kind), times: 2);

        Assert.Equal(GcsWriteTests.Bytes(Length), await ReadAsync(Hasty));

        var targets = _gcs.Service.Requests.Where(request => request.Kind == GcsRequestKind.Media).Select(request => request.Target).ToArray();
        Assert.Equal(3, targets.Length);
        long generation = _gcs.Service.Objects[0].Generation;
        Assert.All(targets[1..], target => Assert.Contains($"generation={generation}", target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stalled_part_is_read_again()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.Media, GcsFault.Of(GcsFaultKind.StallBody));

        Assert.Equal(GcsWriteTests.Bytes(Length)[..1000], await _gcs.Open(Hasty).GetRangeAsync("a", 0, 1000, default));
    }

    [Fact]
    public async Task A_body_that_always_breaks_off_at_its_beginning_is_given_up()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.Media, GcsFault.Of(GcsFaultKind.CutBody));
        _gcs.Service.Faults.Always(request => request.Kind == GcsRequestKind.Media ? GcsFault.Status(503) : null);

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => ReadAsync(GcsFixture.Quick));

        Assert.Equal(StoreFault.Unavailable, fault.Fault);
    }

    [Fact]
    public async Task A_wrong_byte_is_noticed_at_the_end()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.Media, GcsFault.Of(GcsFaultKind.CorruptBody));

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => ReadAsync(GcsFixture.Quick));

        Assert.Contains("its bytes don't match their checksum", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_replaced_while_it_is_read_isnt_mixed_with_its_successor()
    {
        var present = _gcs.Service.Objects[0];
        _gcs.Service.Faults.Next(GcsRequestKind.Media, GcsFault.Of(GcsFaultKind.CutBody));
        await using var stream = (await _gcs.Store.OpenReadAsync("a", default))!;
        _gcs.Service.Bucket(GcsFixture.Bucket).Put(present with { Content = GcsWriteTests.Bytes(Length, 2) });

        var fault = await Assert.ThrowsAsync<ObjectStoreException>(() => stream.CopyToAsync(Stream.Null));

        Assert.Contains("it was replaced while it was read", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_can_be_read_without_waiting_in_tasks()
    {
        await using var stream = (await _gcs.Store.OpenReadAsync("a", default))!;
        using var copy = new MemoryStream();

        stream.CopyTo(copy);

        Assert.Equal(GcsWriteTests.Bytes(Length), copy.ToArray());
    }

    [Fact]
    public async Task A_page_that_isnt_json_is_asked_for_again()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.Stat, GcsFault.Of(GcsFaultKind.Page));
        _gcs.Service.Faults.Next(GcsRequestKind.List, GcsFault.Of(GcsFaultKind.CutBody));

        Assert.Equal(Length, (await _gcs.Store.StatAsync("a", default))!.Length);
        Assert.Single(await _gcs.Store.ListAsync("", default).ToListAsync());
    }

    [Fact]
    public async Task A_name_as_long_as_may_be_is_asked_for_as_any_other()
    {
        // 1,024 bytes, and three times that in an address.
        string name = new('ü', 512);
        await GcsWriteTests.PutAsync(_gcs.Store, name, 10);

        Assert.Equal(10, (await _gcs.Store.StatAsync(name, default))!.Length);
        Assert.Equal(GcsWriteTests.Bytes(10), await _gcs.Store.GetRangeAsync(name, 0, 10, default));
        Assert.Equal(name, Assert.Single(await _gcs.Store.ListAsync(name, default).ToListAsync()).Name);
        Assert.True(await _gcs.Store.DeleteAsync(name, default));
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_is_one()
    {
        _gcs.Service.Faults.Next(GcsRequestKind.Delete, GcsFault.Of(GcsFaultKind.ResetAfter));

        Assert.True(await _gcs.Store.DeleteAsync("a", default));
    }

    [Fact]
    public async Task A_long_listing_comes_in_pages_one_at_a_time()
    {
        var bucket = _gcs.Service.Bucket(GcsFixture.Bucket);
        var item = _gcs.Service.Objects[0] with { Content = [] };
        for (int i = 0; i < 2500; i++)
            bucket.Put(item with { Name = $"many/{i:d5}" });

        int seen = 0;
        await foreach (var found in _gcs.Store.ListAsync("many/", default))
        {
            Assert.Equal($"many/{seen:d5}", found.Name);
            // A page is fetched when the one before it has been used up.
            Assert.Equal((seen / 1000) + 1, _gcs.Service.Count(GcsRequestKind.List));
            seen++;
        }

        Assert.Equal(2500, seen);
        Assert.Equal(3, _gcs.Service.Count(GcsRequestKind.List));
    }

    [Fact]
    public async Task Folders_over_many_pages_come_once_each()
    {
        var bucket = _gcs.Service.Bucket(GcsFixture.Bucket);
        var item = _gcs.Service.Objects[0] with { Content = [] };
        for (int i = 0; i < 60; i++)
            bucket.Put(item with { Name = $"many/{i / 3:d2}/{i}" });
        _gcs.Service.PageLimit = 7;

        var folders = await _gcs.Store.ListFoldersAsync("many/", default).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"many/{i:d2}/"), folders);
        Assert.Equal(3, _gcs.Service.Count(GcsRequestKind.List));
    }

    private static GcsTuning Hasty => GcsFixture.Quick with { StallTimeout = TimeSpan.FromMilliseconds(500) };

    private async Task<byte[]> ReadAsync(GcsTuning tuning)
    {
        await using var stream = (await _gcs.Open(tuning).OpenReadAsync("a", default))!;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
