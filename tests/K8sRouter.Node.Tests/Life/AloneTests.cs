using System.Diagnostics;
using System.Globalization;
using K8sRouter.Node.Tests.Testbed;

namespace K8sRouter.Node.Tests.Life;

/// <summary>What takes how long when nothing else runs; what the documentation says; and the operator goes away.</summary>
[Collection(AloneCollection.Name)]
public sealed class AloneTests(ITestOutputHelper output)
{
    private const int Rounds = 3;

    [Fact]
    public async Task A_change_of_the_policy_is_in_force_within_five_seconds()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node, "{providers: {ignore: [beta]}}");
        var pod = await team.StartAsync("web");
        Assert.StartsWith("alpha serves", (await team.AskAsync(pod, "hello")).Text, StringComparison.Ordinal);

        var took = await team.UntilServedByAsync(pod, "beta", "{providers: {ignore: [alpha]}}");

        output.WriteLine($"policy changed to next call by it: {took.TotalSeconds:0.0} s");
        Assert.True(took < TimeSpan.FromSeconds(5), $"{took}");
    }

    [Fact]
    public async Task A_sidecar_delays_a_pod_by_seconds_and_not_by_minutes()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node);
        var (with, without) = (new List<double>(), new List<double>());
        for (int round = 0; round < Rounds; round++)
        {
            without.Add(await TimeAsync(team, $"bare-{round}", "disabled"));
            with.Add(await TimeAsync(team, $"web-{round}", "enabled"));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"created to ready, s, median of {Rounds}: {Median(with):0.0} with a sidecar, {Median(without):0.0} without"));
        // The kubelet looks at the sidecar's readiness every five seconds; the rest is its start, on a busy machine.
        Assert.InRange(Median(with) - Median(without), -1, 15);
    }

    [Fact]
    public async Task What_the_README_says_of_opting_in_and_of_an_upgrade_works_as_it_is_written()
    {
        var node = await TestNode.SharedAsync();
        await Installation.EnsureAsync(node);
        await Providers.EnsureAsync(node);
        await node.ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}");
        var team = new Team(node, "team-a");
        Assert.Single((await team.StartAsync("web"))["spec"]!["containers"]!.AsArray());

        await node.ShellAsync(await Documents.CommandsAsync("README.md", "### Opt a namespace in"));

        await UntilRestartedAsync();
        Assert.Equal(2, (await team.ReadyPodAsync("web"))["spec"]!["containers"]!.AsArray().Count);
        string upgrade = await Documents.CommandsAsync("README.md", "### Upgrade and removal");
        await node.ShellAsync(upgrade.Replace("my-kustomization", await Installation.WriteAsync(node), StringComparison.Ordinal));
        await UntilRestartedAsync();
        Assert.Equal(200, (await team.AskAsync(await team.ReadyPodAsync("web"), "hello")).Status);
        // Waited for: the test of the removal labels every namespace that there is, and one amid its deletion goes away under it.
        (await node.KubectlAsync("delete", "namespace", team.Name, "--timeout=120s")).OrThrow();

        async Task UntilRestartedAsync()
        {
            (await node.KubectlAsync("-n", team.Name, "rollout", "status", "deployment/web", "--timeout=120s")).OrThrow();
            await node.UntilAsync(async () => (await team.PodsAsync("web")).Count == 1, team.Name, "the pod before it doesn't go");
        }
    }

    [Fact]
    public async Task Without_the_operator_pods_go_on_restarted_sidecars_come_back_and_only_new_pods_that_want_one_are_refused()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node);
        var pod = await team.StartAsync("web");
        await Installation.ScaleAsync(node, 0);
        try
        {
            Assert.Equal(200, (await team.AskAsync(pod, "hello")).Status);

            await team.KillSidecarAsync(pod);
            await node.UntilAsync(
                async () => (int)Team.StatusOf(await team.ReadyPodAsync("web"), "k8srouter")!["restartCount"]! > 0,
                team.Name, "the sidecar isn't started again");
            Assert.Equal(200, (await team.AskAsync(pod, "hello again")).Status);

            var refused = await node.KubectlAsync(["apply", "-f", "-"], Plain(team.Name));
            output.WriteLine(refused.Error);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("namespace.inject.k8srouter.io", refused.Error, StringComparison.Ordinal);

            await node.ApplyAsync(Plain(await node.CreateNamespaceAsync("other")));
        }
        finally
        {
            await Installation.ScaleAsync(node, 2);
        }
    }

    [Fact]
    public async Task The_documented_removal_leaves_nothing_behind_and_namespaces_can_be_deleted()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node);
        var pod = await team.StartAsync("web");

        string removal = await Documents.CommandsAsync("operator/deploy/README.md", "*Removal*");
        await node.ShellAsync(removal.Replace("-k operator/deploy ", $"-k {await Installation.WriteAsync(node)} ", StringComparison.Ordinal));

        // What runs has its configuration until its pod is replaced.
        Assert.Equal(200, (await team.AskAsync(pod, "still here")).Status);
        string kinds = (await node.KubectlAsync("api-resources", "--verbs=list", "-o", "name")).OrThrow();
        Assert.DoesNotContain("k8srouter.io", kinds, StringComparison.Ordinal);
        string left = (await node.KubectlAsync(
            "get", "configmap,secret,rolebinding,role,clusterrole,clusterrolebinding,lease,mutatingwebhookconfiguration,"
            + "validatingwebhookconfiguration,networkpolicy,service,deployment", "-A", "-o", "name")).OrThrow();
        Assert.DoesNotContain("k8srouter", left, StringComparison.Ordinal);
        (await node.KubectlAsync("delete", "namespace", team.Name, "--timeout=120s")).OrThrow();
    }

    /// <summary>Seconds until a new application is ready.</summary>
    private static async Task<double> TimeAsync(Team team, string app, string inject)
    {
        long began = Stopwatch.GetTimestamp();
        await team.StartAsync(app, inject);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Plain(string ns) =>
        $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: plain, namespace: {{ns}}}
        spec:
          containers:
          - {name: app, image: {{Images.Workload}}, args: [serve]}
        """;
}
