using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Examples;

[Collection(ClusterCollection.Name)]
public sealed class ExampleTests(TestCluster cluster) : IAsyncLifetime
{
    /// <summary>
    /// Every folder of manifests but the workloads, which are mostly no resources of ours: see <see cref="WorkloadTests"/>.
    /// </summary>
    public static TheoryData<string> Folders =>
        [.. Directory.EnumerateFiles(Repository.File("examples"), "*.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetDirectoryName(Path.GetRelativePath(Repository.Root, file))!)
            .Where(folder => !folder.StartsWith(Path.Combine("examples", "workloads"), StringComparison.Ordinal))
            .Distinct().Order()];

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Providers concern every namespace: no other test should meet these.</summary>
    public Task DisposeAsync() => cluster.ClearAsync();

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Every_example_is_accepted_and_a_second_apply_changes_nothing(string folder)
    {
        string path = Repository.File(folder);
        await CreateNamespacesAsync(path);

        (await cluster.KubectlAsync("apply", "-f", path)).OrThrow();
        var before = await ReadVersionsAsync();
        string difference = (await cluster.KubectlAsync("diff", "-f", path)).OrThrow();
        string again = (await cluster.KubectlAsync("apply", "-f", path)).OrThrow();

        var ours = again.Split('\n').Where(line => line.Contains(".k8srouter.io/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(ours);
        Assert.All(ours, line => Assert.EndsWith(" unchanged", line, StringComparison.Ordinal));
        Assert.Equal("", difference);
        Assert.Equal(before, await ReadVersionsAsync());
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public async Task Server_side_apply_as_Flux_and_Argo_CD_do_it_settles_as_well(string folder)
    {
        string path = Repository.File(folder);
        await CreateNamespacesAsync(path);
        await ApplyByServerAsync(path);
        // The first change of an object stores the initial conditions with it, which until then are only shown.
        await ApplyByServerAsync(path);
        var before = await ReadVersionsAsync();

        await ApplyByServerAsync(path);

        Assert.NotEmpty(before);
        Assert.Equal(before, await ReadVersionsAsync());
    }

    private async Task ApplyByServerAsync(string path) =>
        (await cluster.KubectlAsync("apply", "--server-side", "--force-conflicts", "--field-manager=gitops", "-f", path)).OrThrow();

    /// <summary>Those in which the examples lie, and which they take for there.</summary>
    private async Task CreateNamespacesAsync(string folder)
    {
        var names = Directory.EnumerateFiles(folder, "*.yaml")
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"\bnamespace: ([a-z0-9-]+)"))
            .Select(match => match.Groups[1].Value)
            .Distinct();
        var manifests = names.Select(name => $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}").ToList();
        if (manifests.Count > 0)
            await cluster.ApplyAsync(string.Join("\n---\n", manifests));
    }

    private async Task<SortedDictionary<string, string>> ReadVersionsAsync()
    {
        var list = JsonNode.Parse((await cluster.KubectlAsync("get", "k8srouter", "-A", "-o", "json")).OrThrow())!;
        return new(list["items"]!.AsArray().Select(item => item!["metadata"]!).ToDictionary(
            metadata => $"{metadata["namespace"]}/{metadata["name"]} {metadata["uid"]}",
            metadata => $"generation {metadata["generation"]}, version {metadata["resourceVersion"]}"));
    }
}
