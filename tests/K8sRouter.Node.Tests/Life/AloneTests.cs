using System.Text.RegularExpressions;
using K8sRouter.Node.Tests.Testbed;

namespace K8sRouter.Node.Tests.Life;

/// <summary>The operator is quick when nothing else runs, and goes away: for a while, and for ever.</summary>
[Collection(AloneCollection.Name)]
public sealed class AloneTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_change_of_the_policy_is_in_force_within_five_seconds()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node, "{providers: {ignore: [beta]}}");
        await team.DeployAsync("web");
        var pod = await team.ReadyPodAsync("web");
        Assert.StartsWith("alpha serves", (await team.AskAsync(pod, "hello")).Text, StringComparison.Ordinal);

        var took = await team.UntilServedByAsync(pod, "beta", "{providers: {ignore: [alpha]}}");

        output.WriteLine($"policy changed to next call by it: {took.TotalSeconds:0.0} s");
        Assert.True(took < TimeSpan.FromSeconds(5), $"{took}");
    }

    [Fact]
    public async Task Without_the_operator_pods_go_on_restarted_sidecars_come_back_and_only_new_pods_that_want_one_are_refused()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node);
        await team.DeployAsync("web");
        var pod = await team.ReadyPodAsync("web");
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
        await team.DeployAsync("web");
        var pod = await team.ReadyPodAsync("web");

        foreach (string command in RemovalOf(await File.ReadAllTextAsync(Repository.File("operator", "deploy", "README.md"))))
        {
            string line = command.Replace("-k operator/deploy", $"-k {await Installation.WriteAsync(node)}", StringComparison.Ordinal);
            (await node.KubectlAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])).OrThrow();
        }

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

    private static string Plain(string ns) =>
        $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: plain, namespace: {{ns}}}
        spec:
          containers:
          - {name: app, image: {{Images.Workload}}, args: [serve]}
        """;

    /// <summary>The lines of the block under "Removal", without what is said beside them.</summary>
    private static IEnumerable<string> RemovalOf(string document) =>
        Regex.Match(document, @"\*Removal\*.*?```\n(.*?)```", RegexOptions.Singleline).Groups[1].Value
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('#')[0].Trim());
}
