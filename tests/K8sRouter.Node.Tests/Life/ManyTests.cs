using System.Diagnostics;
using System.Globalization;
using K8sRouter.Node.Tests.Testbed;

namespace K8sRouter.Node.Tests.Life;

/// <summary>As many pods as a small node holds.</summary>
[Collection(AloneCollection.Name)]
public sealed class ManyTests(ITestOutputHelper output)
{
    private const int Pods = 40;

    /// <summary>How many start at the same time; two cores would have more to do with switching between them than with them.</summary>
    private const int AtATime = 8;

    [Fact]
    public async Task Forty_sidecars_run_on_one_node_without_inotify_and_each_within_its_memory()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node);

        var began = Stopwatch.StartNew();
        for (int replicas = AtATime; replicas <= Pods; replicas += AtATime)
        {
            // Forty of the default request are all that two cores have to give.
            await team.DeployAsync("many", "k8srouter.io/cpu-request: 10m", Images.Pause, replicas);
            await node.UntilAsync(
                async () => (await team.PodsAsync("many")).Count(Team.IsReady) == replicas,
                team.Name, "not all are ready", TimeSpan.FromMinutes(3));
        }
        var took = began.Elapsed;

        var pods = await team.PodsAsync("many");
        Assert.All(pods, pod => Assert.Equal(0, (int)Team.StatusOf(pod, "k8srouter")!["restartCount"]!));
        var seen = await Task.WhenAll(pods.Select(team.ObserveAsync));
        Assert.NotNull((string?)Assert.Single(seen.Select(one => (string?)one["revision"]).Distinct()));
        string uids = string.Join('|', pods.Select(pod => (string)pod["metadata"]!["uid"]!));
        string[] looks = (await node.RunAsync("bash", "-c", Look(uids))).OrThrow().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Pods, looks.Length);
        Assert.All(looks, look => Assert.Equal("inotify 0, ports 8787 8788", look));
        var memory = await Task.WhenAll(pods.Select(pod => node.MemoryOfAsync(pod, "k8srouter")));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Pods} pods, {AtATime} at a time, ready after {took.TotalSeconds:0} s; a sidecar's own memory, MiB: least {memory.Min() >> 20}, "
            + $"median {memory.Order().ElementAt(Pods / 2) >> 20}, most {memory.Max() >> 20}"));
        // Their end would take the machine's time from the next test, which measures.
        (await node.KubectlAsync("-n", team.Name, "delete", "deployment/many", "--cascade=foreground", "--timeout=170s")).OrThrow();
        // No more than it asks for by default.
        Assert.InRange(memory.Max(), 1, 128 << 20);
    }

    /// <summary>Of each sidecar in one of the pods: how many inotify instances it holds, and the ports that its pod listens on.</summary>
    /// <param name="uids">Of the pods, with bars between them.</param>
    private static string Look(string uids) =>
        $$"""
        for process in $(pgrep -f '^/app/K8sRouter.Sidecar$'); do
          grep -qE '{{uids}}' /proc/$process/cgroup || continue
          files=$(ls -l /proc/$process/fd 2>/dev/null) || continue
          watches=$(grep -c inotify <<<"$files")
          ports=$(cat /proc/$process/net/tcp /proc/$process/net/tcp6 | awk '$4 == "0A" { split($2, at, ":"); print "0x" at[2] }')
          echo "inotify $watches, ports $(printf '%d\n' $ports | sort -un | xargs)"
        done
        """;
}
