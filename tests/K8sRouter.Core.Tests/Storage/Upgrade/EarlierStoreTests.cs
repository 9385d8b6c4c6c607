using System.Runtime.CompilerServices;
using System.Text;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Erasing;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Core.Storage.Verifying;
using K8sRouter.Testing;

namespace K8sRouter.Core.Tests.Storage.Upgrade;

/// <summary>
/// The folder <c>Store</c> was written by the code of commit 3f03c04: three generations of one segment, the first two with
/// content. What can't stand in a text file is in base64.
/// </summary>
public sealed class EarlierStoreTests : IDisposable
{
    private const string First = "gen-1795176000-AbCdEf00000000000000";
    private static readonly StoreScope Scope = new() { Prefix = "p", Workspace = "team-a", WorkspaceId = "0b7f6f4e-0000-4000-8000-000000000001" };

    private readonly TemporaryFolder _folder = new();
    private readonly FolderObjectStore _store;

    public EarlierStoreTests()
    {
        Unpack(_folder.Path);
        _store = new(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Its_generations_are_listed_found_and_read()
    {
        var reader = new StoreReader(_store, Scope);
        var users = new List<string?>();
        await foreach (var generation in reader.NewestAsync(new(), null, default))
            users.Add(generation.Record.ExternalUser);
        Assert.Equal(["bob", "bob", "ann"], users);

        var found = (await reader.FindAsync(First, default))!;
        Assert.Equal((12L, 0.000009m, 120.5), (found.Record.Usage!.Prompt!.Value, found.Record.Cost!.Total, found.Record.Attempts[0].Latency));
        var content = await reader.ReadContentAsync(found, default);
        Assert.Equal(
            $$"""{"id":"{{First}}","workspace_id":"{{Scope.WorkspaceId}}","input":{"messages":[{"role":"user","content":"prompt 0"}]},"output":{"completion":"answer 0","reasoning":null},"error":null}""",
            Encoding.UTF8.GetString(content.Document.Span));
    }

    [Fact]
    public async Task It_is_sound_counted_and_can_be_erased_from()
    {
        var clock = Clocks.Noon();
        var report = await new StoreVerifier(_store, Scope, clock).VerifyAsync(new(), null, default);
        Assert.True(report.IsSound, string.Join('\n', report.Problems));
        Assert.Equal((3, 2), (report.Rows, report.Contents));
        Assert.Equal(0.000027m, (await new StoreStatistics(_store, Scope).CollectAsync(new(), null, default)).Total.TotalCost);

        Assert.True((await new GenerationEraser(_store, Scope).EraseAsync(new() { User = "ann" }, null, default)).IsComplete);

        report = await new StoreVerifier(_store, Scope, clock).VerifyAsync(new(), null, default);
        Assert.True(report.IsSound, string.Join('\n', report.Problems));
        Assert.Equal((3, 1, 1), (report.Rows, report.Contents, report.ContentsErased));
    }

    private static void Unpack(string folder, [CallerFilePath] string caller = "")
    {
        string from = Path.Combine(Path.GetDirectoryName(caller)!, "Store");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (file.EndsWith(".base64", StringComparison.Ordinal))
                File.WriteAllBytes(target[..^".base64".Length], Convert.FromBase64String(File.ReadAllText(file)));
            else
                File.Copy(file, target);
        }
    }
}
