using System.IO.Hashing;
using System.Text;
using K8sRouter.Core.Storage;

namespace K8sRouter.Core.Tests.Storage;

public sealed class FolderObjectStoreTests : ObjectStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override IObjectStore Store => new FolderObjectStore(_folder.Path);

    protected override IEnumerable<string> Stored => _folder.Files
        .Select(file => Path.GetRelativePath(_folder.Path, file))
        .Where(name => !name.EndsWith(".meta.json", StringComparison.Ordinal));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_object_whose_metadata_a_crash_kept_back_gets_it_at_the_next_attempt()
    {
        await PutAsync("x", "first");
        File.Delete(Path.Combine(_folder.Path, "x.meta.json"));

        Assert.Equal(PutResult.AlreadyExistsSame, await PutAsync("x", "first"));
        Assert.Equal("7", (await Store.StatAsync("x", default))!.Metadata["count"]);
    }

    [Fact]
    public async Task Metadata_without_its_map_is_none_and_the_object_is_described_by_its_bytes()
    {
        await PutAsync("x", "first");
        string path = Path.Combine(_folder.Path, "x.meta.json");
        var metadata = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
        Assert.True(metadata.Remove("metadata"));
        await File.WriteAllTextAsync(path, metadata.ToJsonString());

        var described = (await Store.StatAsync("x", default))!;

        Assert.Equal((5, 0), (described.Length, described.Metadata.Count));
    }

    [Fact]
    public async Task Generations_count_from_one()
    {
        await PutAsync("x", "first");
        await PutAsync("x", "second", ifGeneration: 1);

        Assert.Equal(2, (await Store.StatAsync("x", default))!.Generation);
    }

    [Fact]
    public async Task A_deleted_object_leaves_no_file()
    {
        await PutAsync("x", "first");
        await Store.DeleteAsync("x", default);

        Assert.Empty(_folder.Files);
    }

    [Theory]
    [InlineData(1, "first", 1)]
    [InlineData(2, "other", 2)]
    [InlineData(3, "other", 2)]
    public async Task A_crash_while_an_object_is_replaced_leaves_the_old_or_the_new_one_with_its_own_metadata(int change, string text, long generation)
    {
        await PutAsync("x", "first");
        int changes = 0;
        var dying = new FolderObjectStore(_folder.Path) { OnChange = () => _ = ++changes == change ? throw new CrashException() : 0 };
        await Assert.ThrowsAsync<CrashException>(() => dying.PutAsync("x", new MemoryStream("other"u8.ToArray()), Properties("other", "8"), 1, default));

        var stat = (await Store.StatAsync("x", default))!;

        Assert.Equal(text, await ReadAsync("x"));
        Assert.Equal((Crc(text), generation, text == "first" ? "7" : "8"), (stat.Crc32C, stat.Generation, stat.Metadata["count"]));
        Assert.Equal(PutResult.Conflict, await PutAsync("x", "third", generation + 1));
        Assert.Equal(PutResult.Created, await PutAsync("x", "third", generation));
        Assert.Equal(generation + 1, (await Store.StatAsync("x", default))!.Generation);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task A_crash_while_an_object_is_made_leaves_none_or_a_whole_one(int change, bool made)
    {
        int changes = 0;
        var dying = new FolderObjectStore(_folder.Path) { OnChange = () => _ = ++changes == change ? throw new CrashException() : 0 };
        await Assert.ThrowsAsync<CrashException>(() => dying.PutAsync("x", new MemoryStream("first"u8.ToArray()), Properties("first", "7"), 0, default));

        var stat = await Store.StatAsync("x", default);

        Assert.Equal(made ? "7" : null, stat?.Metadata["count"]);
        Assert.Equal(made ? PutResult.AlreadyExistsSame : PutResult.Created, await PutAsync("x", "first"));
        Assert.Equal((1, "7"), ((await Store.StatAsync("x", default))!.Generation, (await Store.StatAsync("x", default))!.Metadata["count"]));
    }

    [Fact]
    public async Task Metadata_that_a_crash_left_without_its_object_is_nobodys()
    {
        await PutAsync("x", "first");
        File.Delete(Path.Combine(_folder.Path, "x"));

        Assert.Null(await Store.StatAsync("x", default));
        Assert.Equal(PutResult.Created, await PutAsync("x", "other", metadata: ("count", "8")));
        Assert.Equal("8", (await Store.StatAsync("x", default))!.Metadata["count"]);
    }

    [Fact]
    public async Task Of_many_who_replace_what_they_read_nobody_overwrites_another()
    {
        await PutAsync("counter", "0");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => CountUpAsync(new(_folder.Path), 10))));

        Assert.Equal("80", await File.ReadAllTextAsync(Path.Combine(_folder.Path, "counter")));
        Assert.Equal(81, (await Store.StatAsync("counter", default))!.Generation);
    }

    [Fact]
    public async Task Who_asks_while_an_object_is_replaced_gets_bytes_and_metadata_that_belong_together()
    {
        await PutAsync("x", new string('a', 1000), metadata: ("count", "a"));
        using var done = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            var reader = new FolderObjectStore(_folder.Path);
            while (!done.IsCancellationRequested)
            {
                var stat = (await reader.StatAsync("x", default))!;
                using var text = new StreamReader((await reader.OpenReadAsync("x", default))!);
                string bytes = await text.ReadToEndAsync();
                if ((await reader.StatAsync("x", default))!.Generation == stat.Generation)
                    Assert.Equal(stat.Crc32C, Crc(bytes));
                char letter = (char)('a' + ((stat.Generation - 1) % 26));
                Assert.Equal(Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, Encoding.ASCII.GetBytes(new string(letter, 1000))), stat.Crc32C);
                Assert.Equal($"{letter}", stat.Metadata["count"]);
            }
        });

        for (int generation = 1; generation < 60; generation++)
            Assert.Equal(PutResult.Created, await PutAsync("x", new string((char)('a' + (generation % 26)), 1000), generation, ("count", $"{(char)('a' + (generation % 26))}")));
        await done.CancelAsync();

        await asking;
    }

    [Fact]
    public async Task What_a_crash_left_half_written_goes_with_the_next_write_and_what_is_being_written_stays()
    {
        string left = Path.Combine(_folder.Path, ".writing-left"), busy = Path.Combine(_folder.Path, ".writing-busy");
        await File.WriteAllTextAsync(left, "half a prompt");
        await using var writing = new FileStream(busy, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

        await PutAsync("x", "first");

        Assert.False(File.Exists(left));
        Assert.True(File.Exists(busy));
    }

    [Fact]
    public async Task A_write_into_a_folder_that_a_deletion_takes_along_makes_it_again()
    {
        string folder = Path.Combine(_folder.Path, "day");
        int taken = 0;
        var store = new FolderObjectStore(_folder.Path)
        {
            OnChange = () =>
            {
                if (taken++ < 3)
                    Directory.Delete(folder);
            },
        };

        Assert.Equal(PutResult.Created, await store.PutAsync("day/x", new MemoryStream("text"u8.ToArray()), Properties("text", "1"), 0, default));

        Assert.Equal("text", await File.ReadAllTextAsync(Path.Combine(folder, "x")));
    }

    [Fact]
    public async Task Of_many_who_delete_an_object_one_did_and_none_fails()
    {
        for (int round = 0; round < 20; round++)
        {
            await PutAsync("day/x", "text");

            bool[] deleted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => new FolderObjectStore(_folder.Path).DeleteAsync("day/x", default))));

            Assert.Single(deleted, true);
        }
    }

    [Fact]
    public async Task What_a_crash_left_half_written_goes_with_the_last_object_of_its_folder()
    {
        await PutAsync("day/x", "first");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "day", ".writing-left"), "half a prompt");

        await Store.DeleteAsync("day/x", default);

        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "day")));
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a//b")]
    [InlineData("/rooted")]
    [InlineData("a/.hidden")]
    [InlineData("a.meta.json")]
    public async Task Names_that_lead_elsewhere_are_refused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(name, "x"));

    private static ObjectProperties Properties(string text, string count) => new()
    {
        ContentType = "text/plain",
        Crc32C = Crc(text),
        Metadata = new Dictionary<string, string> { ["count"] = count },
    };

    private static async Task CountUpAsync(FolderObjectStore store, int times)
    {
        for (int done = 0; done < times;)
        {
            var present = (await store.StatAsync("counter", default))!;
            using var text = new StreamReader((await store.OpenReadAsync("counter", default))!);
            byte[] next = Encoding.ASCII.GetBytes($"{int.Parse(await text.ReadToEndAsync(), null) + 1}");
            var properties = new ObjectProperties { ContentType = "text/plain", Crc32C = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, next) };
            if (await store.PutAsync("counter", new MemoryStream(next), properties, present.Generation, default) == PutResult.Created)
                done++;
        }
    }

    private sealed class CrashException : Exception;
}
