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
    [InlineData("../escape")]
    [InlineData("a//b")]
    [InlineData("/rooted")]
    [InlineData("a/.hidden")]
    [InlineData("a.meta.json")]
    public async Task Names_that_lead_elsewhere_are_refused(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(name, "x"));
}
