using System.Globalization;
using K8sRouter.Node.Tests.Testbed;

namespace K8sRouter.Node.Tests.Life;

/// <summary>A pod that the operator doesn't touch when its configuration changes, as with <c>--no-nudge</c>.</summary>
public sealed class UnhurriedTests(ITestOutputHelper output)
{
    /// <summary>A kubelet looks at each pod after a minute to a minute and a half; the rest is for a busy machine.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task Without_the_nudge_a_change_of_the_policy_is_in_force_when_the_kubelet_looks_next()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node, "{providers: {ignore: [beta]}}");
        var pod = await team.StartAsync("web");
        // Without the label it is none of the operator's, and its volume is the same.
        (await node.KubectlAsync("-n", team.Name, "label", "pod", (string)pod["metadata"]!["name"]!, "k8srouter.io/sidecar-")).OrThrow();
        Assert.StartsWith("alpha serves", (await team.AskAsync(pod, "hello")).Text, StringComparison.Ordinal);

        var took = await team.UntilServedByAsync(pod, "beta", "{providers: {ignore: [alpha]}}", Longest);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"policy changed to next call by it, without the nudge: {took.TotalSeconds:0.0} s"));
    }
}
