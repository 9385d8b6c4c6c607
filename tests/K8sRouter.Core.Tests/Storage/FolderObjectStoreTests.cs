using System.Text;
using K8sRouter.Core.Storage;

namespace K8sRouter.Core.Tests.Storage;

public sealed class FolderObjectStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FolderObjectStore _store;

    public FolderObjectStoreTests() => _store = new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_written_object_is_read_whole_in_part_and_with_its_metadata()
    {
        Assert.Equal(PutResult.Created, await PutAsync("a/b/c.jsonl", "hello world"));

        var stat = await _store.StatAsync("a/b/c.jsonl", default);
        Assert.Equal((11L, 1L, "7"), (stat!.Length, stat.Generation, stat.Metadata["count"]));
        Assert.Equal("world"u8.ToArray(), await _store.GetRangeAsync("a/b/c.jsonl", 6, 5, default));
        await Assert.ThrowsAsync<EndOfStreamException>(() => _store.GetRangeAsync("a/b/c.jsonl", 6, 6, default));
        Assert.Null(await _store.GetRangeAsync("a/b/d.jsonl", 0, 1, default));
        Assert.Null(await _store.StatAsync("a/b/d.jsonl", default));
    }

    [Fact]
    public async Task Nothing_is_ever_overwritten()
    {
        await PutAsync("x", "first");

        Assert.Equal(PutResult.AlreadyExistsSame, await PutAsync("x", "first"));
        Assert.Equal(PutResult.Conflict, await PutAsync("x", "other"));
        Assert.Equal("first", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "x")));
    }

    [Fact]
    public async Task A_replacement_needs_the_generation_that_is_there()
    {
        await PutAsync("x", "first");

        Assert.Equal(PutResult.Created, await PutAsync("x", "second", ifGeneration: 1));
        Assert.Equal(PutResult.Conflict, await PutAsync("x", "third", ifGeneration: 1));
        Assert.Equal(PutResult.Conflict, await PutAsync("y", "new", ifGeneration: 1));
        Assert.Equal(2, (await _store.StatAsync("x", default))!.Generation);
    }

    [Fact]
    public async Task An_object_whose_metadata_a_crash_kept_back_gets_it_at_the_next_attempt()
    {
        await PutAsync("x", "first");
        File.Delete(Path.Combine(_folder.Path, "x.meta.json"));

        Assert.Equal(PutResult.AlreadyExistsSame, await PutAsync("x", "first"));
        Assert.Equal("7", (await _store.StatAsync("x", default))!.Metadata["count"]);
    }

    [Fact]
    public async Task Bytes_that_dont_match_their_checksum_leave_nothing_behind()
    {
        var properties = new ObjectProperties { ContentType = "text/plain", Crc32C = 1 };

        await Assert.ThrowsAsync<InvalidDataException>(() => _store.PutAsync("a/x", new MemoryStream([1, 2, 3]), properties, 0, default));

        Assert.Empty(_folder.Files);
    }

    [Fact]
    public async Task Of_many_writers_of_one_name_one_wins_and_nobody_sees_a_part()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => PutAsync("same", new string((char)('a' + i), 100_000)))));

        Assert.Equal(1, results.Count(result => result == PutResult.Created));
        string text = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "same"));
        Assert.Equal(100_000, text.Length);
        Assert.Single(text.Distinct());
    }

    [Fact]
    public async Task A_listing_is_in_the_order_of_names_and_shows_objects_alone()
    {
        foreach (string name in new[] { "p/b/2", "p/a-1", "p/a/9", "p/a0", "q/1" })
            await PutAsync(name, name);

        var names = new List<string>();
        await foreach (var found in _store.ListAsync("p/a", default))
            names.Add(found.Name);

        Assert.Equal(["p/a-1", "p/a/9", "p/a0"], names);
    }

    [Fact]
    public async Task A_deleted_object_is_gone_with_its_metadata()
    {
        await PutAsync("x", "first");

        Assert.True(await _store.DeleteAsync("x", default));
        Assert.False(await _store.DeleteAsync("x", default));
        Assert.Empty(_folder.Files);
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a//b")]
    [InlineData("/rooted")]
    [InlineData("a/.hidden")]
    [InlineData("a.meta.json")]
    public async Task Names_that_lead_elsewhere_are_refused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(name, "x"));

    private Task<PutResult> PutAsync(string name, string text, long ifGeneration = 0)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var properties = new ObjectProperties
        {
            ContentType = "text/plain",
            Crc32C = Crc32C.Append(Crc32C.Empty, bytes),
            Metadata = new Dictionary<string, string> { ["count"] = "7" },
        };
        return _store.PutAsync(name, new MemoryStream(bytes), properties, ifGeneration, default);
    }
}
