using K8sRouter.Node.Tests.Testbed;

namespace K8sRouter.Node.Tests.Life;

/// <summary>A sidecar that is killed, and a pod that ends: nothing that a caller got is missing afterwards.</summary>
public sealed class GuestTests(ITestOutputHelper output)
{
    private const int Whole = 60;

    [Fact]
    public async Task A_killed_sidecar_comes_back_and_what_its_journal_held_is_delivered()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node);
        await BroadcastAsync(node, team);
        var pod = await team.StartAsync("web");
        await node.UntilAsync(() => TakesTracesAsync(team, pod), team.Name, "the sidecar doesn't know the destination");
        Assert.Equal(200, (await team.AskAsync(pod, $"{team.Name} before")).Status);

        await team.KillSidecarAsync(pod);
        await node.UntilAsync(
            async () => Restarts(await team.ReadyPodAsync("web")) > 0, team.Name, "the sidecar isn't started again");
        Assert.Equal(200, (await team.AskAsync(await team.ReadyPodAsync("web"), $"{team.Name} after")).Status);

        await node.UntilAsync(
            async () => await ArrivedAsync(node, $"{team.Name} before") && await ArrivedAsync(node, $"{team.Name} after"),
            team.Name, "a trace is missing");
    }

    [Fact]
    public async Task A_stream_that_runs_when_its_pod_is_deleted_comes_to_its_end_and_is_recorded()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node);
        await BroadcastAsync(node, team);
        // A stream of a second or two takes long on a machine with other things to do, and a sidecar waits for three quarters of this.
        var pod = await team.StartAsync("web", graceSeconds: 120);
        await node.UntilAsync(() => TakesTracesAsync(team, pod), team.Name, "the sidecar doesn't know the destination");
        using var stream = await team.OpenAsync(pod, "stream", $"{team.Name} says {Whole} words");
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        var first = new char[12];
        Assert.Equal(first.Length, await reader.ReadBlockAsync(first));

        (await node.KubectlAsync("-n", team.Name, "delete", "pod", (string)pod["metadata"]!["name"]!, "--wait=false")).OrThrow();
        string text = new string(first) + await reader.ReadToEndAsync();

        Assert.Equal(string.Join(' ', Enumerable.Range(1, Whole).Select(i => $"word{i}")), text.Trim());
        var took = await node.UntilAsync(
            async () => await node.FindAsync($"api/v1/namespaces/{team.Name}/pods/{pod["metadata"]!["name"]}") is null,
            team.Name, "the pod doesn't go");
        output.WriteLine($"the pod was gone {took.TotalSeconds:0.0} s after the end of its stream");
        await node.UntilAsync(() => ArrivedAsync(node, $"{team.Name} says"), team.Name, "the trace is missing");
    }

    /// <summary>Traces with their content go to a provider's pod, which plays their receiver too.</summary>
    private static async Task BroadcastAsync(TestNode node, Team team)
    {
        string address = await Providers.AddressAsync(node, "beta");
        await node.ApplyAsync(
            $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: receiver, namespace: {{team.Name}}, labels: {k8srouter.io/use: destination} }
            stringData: {url: "http://{{address}}/__mock/webhook"}
            ---
            apiVersion: k8srouter.io/v1alpha1
            kind: ObservabilityDestination
            metadata: {name: receiver, namespace: {{team.Name}}}
            spec:
              type: webhook
              contentMode: Full
              allowPlaintext: true
              secretConfig: [{field: url, name: receiver, key: url}]
            """);
        (await node.KubectlAsync("-n", team.Name, "wait", "od/receiver", "--for=condition=SecretsResolved", "--timeout=60s")).OrThrow();
    }

    private static async Task<bool> TakesTracesAsync(Team team, System.Text.Json.Nodes.JsonNode pod) =>
        (await team.ObserveAsync(pod))["destinations"]!.AsArray().Count == 1;

    private static async Task<bool> ArrivedAsync(TestNode node, string prompt) =>
        (await Providers.DeliveriesAsync(node, "beta")).Contains(prompt, StringComparison.Ordinal);

    private static int Restarts(System.Text.Json.Nodes.JsonNode pod) => (int)Team.StatusOf(pod, "k8srouter")!["restartCount"]!;
}
