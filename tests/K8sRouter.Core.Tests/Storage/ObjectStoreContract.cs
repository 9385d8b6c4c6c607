using System.IO.Hashing;
using System.Text;
using K8sRouter.Core.Storage;

namespace K8sRouter.Core.Tests.Storage;

/// <summary>What every store does alike; a class for each store runs it.</summary>
public abstract class ObjectStoreContract
{
    protected abstract IObjectStore Store { get; }

    /// <summary>Names of all objects that are really there.</summary>
    protected abstract IEnumerable<string> Stored { get; }

    [Fact]
    public async Task A_written_object_is_read_whole_in_part_and_with_its_metadata()
    {
        Assert.Equal(PutResult.Created, await PutAsync("a/b/c.jsonl", "hello world"));

        var stat = await Store.StatAsync("a/b/c.jsonl", default);
        Assert.Equal((11L, "7", "text/plain"), (stat!.Length, stat.Metadata["count"], stat.ContentType));
        Assert.Equal((Crc("hello world"), "a/b/c.jsonl"), (stat.Crc32C, stat.Name));
        Assert.True(stat.Generation >= 1);
        Assert.True(stat.WrittenAt > DateTimeOffset.UnixEpoch);
        Assert.Equal("world"u8.ToArray(), await Store.GetRangeAsync("a/b/c.jsonl", 6, 5, default));
        Assert.Equal("hello world", await ReadAsync("a/b/c.jsonl"));
    }

    [Fact]
    public async Task A_checksum_is_castagnolis_as_published()
    {
        Assert.Equal(
            PutResult.Created,
            await Store.PutAsync("x", new MemoryStream("123456789"u8.ToArray()), new() { ContentType = "x/y", Crc32C = 0xE3069283 }, 0, default));

        Assert.Equal(0xE3069283, (await Store.StatAsync("x", default))!.Crc32C);
    }

    [Fact]
    public async Task What_isnt_there_is_null()
    {
        Assert.Null(await Store.GetRangeAsync("a/b/d.jsonl", 0, 1, default));
        Assert.Null(await Store.GetRangeAsync("a/b/d.jsonl", 0, 0, default));
        Assert.Null(await Store.OpenReadAsync("a/b/d.jsonl", default));
        Assert.Null(await Store.StatAsync("a/b/d.jsonl", default));
        Assert.False(await Store.DeleteAsync("a/b/d.jsonl", default));
    }

    [Theory]
    [InlineData(6, 6)]
    [InlineData(11, 1)]
    [InlineData(50, 1)]
    [InlineData(12, 0)]
    public async Task A_part_beyond_the_end_is_a_fault(long offset, int length)
    {
        await PutAsync("x", "hello world");

        await Assert.ThrowsAsync<EndOfStreamException>(() => Store.GetRangeAsync("x", offset, length, default));
    }

    [Fact]
    public async Task An_empty_part_is_empty()
    {
        await PutAsync("x", "hello world");

        Assert.Empty((await Store.GetRangeAsync("x", 11, 0, default))!);
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        Assert.Equal(PutResult.Created, await PutAsync("x", ""));

        Assert.Equal(0, (await Store.StatAsync("x", default))!.Length);
        Assert.Equal("", await ReadAsync("x"));
    }

    [Fact]
    public async Task Nothing_is_ever_overwritten()
    {
        await PutAsync("x", "first");

        Assert.Equal(PutResult.AlreadyExistsSame, await PutAsync("x", "first"));
        Assert.Equal(PutResult.Conflict, await PutAsync("x", "other"));
        Assert.Equal("first", await ReadAsync("x"));
    }

    [Fact]
    public async Task A_replacement_needs_the_generation_that_is_there()
    {
        await PutAsync("x", "first");
        long first = (await Store.StatAsync("x", default))!.Generation;

        Assert.Equal(PutResult.Created, await PutAsync("x", "second", first));
        Assert.Equal(PutResult.Conflict, await PutAsync("x", "third", first));
        Assert.Equal(PutResult.AlreadyExistsSame, await PutAsync("x", "second", first));
        Assert.Equal(PutResult.Conflict, await PutAsync("y", "new", first));
        Assert.True((await Store.StatAsync("x", default))!.Generation > first);
        Assert.Equal(["x"], Stored);
    }

    [Fact]
    public async Task A_writer_recognises_its_object_after_something_was_erased_from_it()
    {
        await PutAsync("x", "first");
        long generation = (await Store.StatAsync("x", default))!.Generation;
        await PutAsync("x", "erased", generation, (SegmentMetadata.OriginalCrc32C, $"{Crc("first"):x8}"));

        Assert.Equal(PutResult.AlreadyExistsSame, await PutAsync("x", "first"));
        Assert.Equal(PutResult.Conflict, await PutAsync("x", "other"));
        // Somebody who wanted to replace the first generation has not done so.
        Assert.Equal(PutResult.Conflict, await PutAsync("x", "first", generation));
        Assert.Equal("erased", await ReadAsync("x"));
    }

    [Fact]
    public async Task Bytes_that_dont_match_their_checksum_leave_nothing_behind()
    {
        var properties = new ObjectProperties { ContentType = "text/plain", Crc32C = 1 };

        await Assert.ThrowsAsync<InvalidDataException>(() => Store.PutAsync("a/x", new MemoryStream([1, 2, 3]), properties, 0, default));

        Assert.Empty(Stored);
    }

    [Fact]
    public async Task Of_many_writers_of_one_name_one_wins_and_nobody_sees_a_part()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => PutAsync("same", new string((char)('a' + i), 100_000)))));

        Assert.Equal(1, results.Count(result => result == PutResult.Created));
        string text = await ReadAsync("same");
        Assert.Equal(100_000, text.Length);
        Assert.Single(text.Distinct());
    }

    [Fact]
    public async Task The_whole_stream_is_written_wherever_it_stands_and_stays_open()
    {
        using var content = new MemoryStream("hello"u8.ToArray()) { Position = 3 };

        await Store.PutAsync("x", content, new() { ContentType = "text/plain", Crc32C = Crc("hello") }, 0, default);

        Assert.True(content.CanRead);
        Assert.Equal("hello", await ReadAsync("x"));
    }

    [Fact]
    public async Task A_listing_is_in_the_order_of_names()
    {
        foreach (string name in new[] { "p/b/2", "p/a-1", "p/a/9", "p/a0", "q/1" })
            await PutAsync(name, name);

        var found = await Store.ListAsync("p/a", default).ToListAsync();

        Assert.Equal(["p/a-1", "p/a/9", "p/a0"], found.Select(item => item.Name));
        Assert.All(found, item => Assert.Equal((item.Name.Length, "7"), ((int)item.Length, item.Metadata["count"])));
        Assert.Empty(await Store.ListAsync("nothing", default).ToListAsync());
    }

    [Fact]
    public async Task Folders_are_listed_once_and_with_their_slash()
    {
        foreach (string name in new[] { "a/b/1", "a/b/2", "a/c/d/3", "a/file", "e/4" })
            await PutAsync(name, name);

        Assert.Equal(["a/b/", "a/c/"], await Store.ListFoldersAsync("a/", default).ToListAsync());
        Assert.Equal(["a/", "e/"], await Store.ListFoldersAsync("", default).ToListAsync());
        Assert.Empty(await Store.ListFoldersAsync("z/", default).ToListAsync());
    }

    [Theory]
    [InlineData("records/workspace=team-a/dt=2026-11-20/hour=15/AbCdEf-00000001-0000000042.jsonl")]
    [InlineData("a b/ä+ü?&=%2F#.gz")]
    public async Task Names_are_kept_as_they_are(string name)
    {
        await PutAsync(name, "x");

        Assert.Equal([name], Stored);
        Assert.Equal("x", await ReadAsync(name));
        Assert.Equal(name, (await Store.ListAsync(name, default).ToListAsync()).Single().Name);
        Assert.True(await Store.DeleteAsync(name, default));
        Assert.Empty(Stored);
    }

    [Fact]
    public async Task A_deleted_object_is_gone()
    {
        await PutAsync("x", "first");

        Assert.True(await Store.DeleteAsync("x", default));
        Assert.False(await Store.DeleteAsync("x", default));
        Assert.Empty(Stored);
        Assert.Equal(PutResult.Created, await PutAsync("x", "second"));
    }

    protected static uint Crc(string text) => Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, Encoding.UTF8.GetBytes(text));

    protected Task<PutResult> PutAsync(string name, string text, long ifGeneration = 0, (string Name, string Value)? metadata = null)
    {
        var properties = new ObjectProperties
        {
            ContentType = "text/plain",
            Crc32C = Crc(text),
            Metadata = new Dictionary<string, string> { [metadata?.Name ?? "count"] = metadata?.Value ?? "7" },
        };
        return Store.PutAsync(name, new MemoryStream(Encoding.UTF8.GetBytes(text)), properties, ifGeneration, default);
    }

    protected async Task<string> ReadAsync(string name)
    {
        using var reader = new StreamReader((await Store.OpenReadAsync(name, default))!);
        return await reader.ReadToEndAsync();
    }
}
