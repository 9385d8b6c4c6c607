using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Operators;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Deploy;

/// <summary>
/// The documented commands, one after the other, on a cluster where all was used: a server of its own, since nothing of ours is
/// to be found in it afterwards.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class RemovalTests : IAsyncLifetime
{
    private const string Deployment = $"apis/apps/v1/namespaces/{Installation.Namespace}/deployments/k8srouter-operator";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestCluster _cluster = OfItsOwn();

    public Task InitializeAsync() => _cluster.InitializeAsync();

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task Following_the_documented_commands_leaves_nothing_of_ours_in_the_cluster()
    {
        await using var running = await RunningOperator.LeadAsync(
            _cluster, arguments: ["--webhook-listen", $"127.0.0.1:{LoopbackPorts.Free()}", "--sidecar-image", "example.com/sidecar:2"]);
        string team = await _cluster.CreateNamespaceAsync("team", new Dictionary<string, string> { ["k8srouter.io/inject"] = "enabled" });
        string other = await _cluster.CreateNamespaceAsync("other");
        await _cluster.ApplyAsync(Manifests.Provider("used"));
        await _cluster.ApplyAsync(Manifests.Policy(team));
        await _cluster.ApplyAsync(Manifests.Policy(other));
        await _cluster.ApplyAsync(Manifests.Destination(team, "hook"));
        await _cluster.ApplyAsync(Pod(team, "bare", "{}"));
        await _cluster.ApplyAsync(Pod(team, "injected", "{k8srouter.io/sidecar: injected}"));
        await Delivered.UntilAsync(_cluster, team, 1, () => running.Log);
        await Delivered.UntilAsync(_cluster, other, 1, () => running.Log);
        (await _cluster.KubectlAsync("apply", "-k", Installation.Overlay(_cluster))).OrThrow();
        await UntilAsync(async () => await ExistsAsync($"api/v1/namespaces/{Installation.Namespace}/secrets/k8srouter-webhook-ca"), "the authority");
        Assert.NotEmpty(await OursAsync());

        foreach (string command in Commands())
        {
            using var done = new CancellationTokenSource();
            var controllers = ControllersAsync(running, done.Token);
            var result = await _cluster.KubectlAsync(Arguments(command));
            await done.CancelAsync();
            await controllers;
            Assert.True(result.ExitCode == 0, $"{command}: {result.Error}{result.Output}");
            if (!command.StartsWith("kubectl get pods", StringComparison.Ordinal))
                continue;
            // What is to be restarted, as it says: here it is nobody's and goes.
            Assert.Contains("injected", result.Output, StringComparison.Ordinal);
            (await _cluster.KubectlAsync("delete", "pod", "injected", "-n", team, "--force", "--grace-period=0")).OrThrow();
        }

        Assert.True(running.HasEnded);
        // The server lets go of a group that has no definition any more by and by.
        IReadOnlyList<string> left = [];
        await Eventually.IsAsync(
            async () => (left = await OursAsync()).Count == 0, Patience, () => $"there is still {string.Join(", ", left)}");
    }

    /// <summary>The block of commands in the documentation, without what is explained in it.</summary>
    private static IReadOnlyList<string> Commands()
    {
        var lines = File.ReadAllLines(Installation.Folder("README.md")).SkipWhile(line => !line.StartsWith("*Removal*", StringComparison.Ordinal))
            .SkipWhile(line => line != "```").Skip(1).TakeWhile(line => line != "```");
        return [.. lines.Select(line => line.Split('#')[0].Trim())];
    }

    private string[] Arguments(string command) =>
        [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(word => word == "operator/deploy" ? Installation.Overlay(_cluster) : word)];

    /// <summary>What a whole cluster's controllers do: pods end with their Deployment, and a namespace goes with all in it.</summary>
    private async Task ControllersAsync(RunningOperator running, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await DeletedAsync(Deployment))
            {
                if (!running.HasEnded)
                    await running.StopAsync();
                await SendAsync(HttpMethod.Patch, Deployment, """{"metadata": {"finalizers": null}}""", "application/merge-patch+json");
            }
            const string Namespace = $"api/v1/namespaces/{Installation.Namespace}";
            if (await DeletedAsync(Namespace))
            {
                string kinds = string.Join(',', (await _cluster.KubectlAsync(
                        "api-resources", "--namespaced", "--verbs=delete,list", "-o", "name")).Output
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(kind => !kind.EndsWith("k8srouter.io", StringComparison.Ordinal)));
                var emptied = await _cluster.KubectlAsync("delete", kinds, "--all", "-n", Installation.Namespace, "--wait=false");
                // While definitions go, the list of kinds may be incomplete for a moment: another look follows.
                if (emptied.ExitCode == 0)
                {
                    await SendAsync(
                        HttpMethod.Put, $"{Namespace}/finalize",
                        $$$"""{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "{{{Installation.Namespace}}}"}, "spec": {"finalizers": []}}""",
                        "application/json");
                }
            }
            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>
    /// Everything in the cluster that bears our name or mark, or a field of our writing. Events go by themselves, and a policy's
    /// own namespace, or a Secret that somebody labelled, is his.
    /// </summary>
    private async Task<IReadOnlyList<string>> OursAsync()
    {
        string kinds = string.Join(',', (await _cluster.KubectlAsync("api-resources", "--verbs=list", "-o", "name")).OrThrow()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(kind => kind is not ("events" or "events.events.k8s.io")));
        var all = JsonNode.Parse((await _cluster.KubectlAsync("get", kinds, "-A", "-o", "json", "--show-managed-fields")).OrThrow())!;
        Assert.NotEmpty(all["items"]!.AsArray());
        return [.. all["items"]!.AsArray().Select(item => item!).Where(IsOurs)
            .Select(item => $"{item["kind"]} {item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}")];
    }

    private static bool IsOurs(JsonNode item)
    {
        var metadata = item["metadata"]!;
        var marks = new[] { "labels", "annotations" }.SelectMany(field => metadata[field]?.AsObject() ?? []).ToArray();
        return ((string)item["apiVersion"]!).StartsWith("k8srouter.io/", StringComparison.Ordinal)
            || ((string)metadata["name"]!).Contains("k8srouter", StringComparison.Ordinal)
            || marks.Any(mark => mark.Key.Contains("k8srouter.io/", StringComparison.Ordinal) || (string?)mark.Value == "k8srouter")
            || (metadata["managedFields"]?.AsArray() ?? [])
                .Any(field => ((string)field!["manager"]!).Contains("k8srouter", StringComparison.Ordinal));
    }

    private async Task<bool> ExistsAsync(string path)
    {
        using var answer = await _cluster.Admin.GetAsync(path);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private async Task<bool> DeletedAsync(string path)
    {
        using var answer = await _cluster.Admin.GetAsync(path);
        return answer.StatusCode == HttpStatusCode.OK
            && JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["metadata"]!["deletionTimestamp"] is not null;
    }

    private async Task SendAsync(HttpMethod method, string path, string body, string type)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        using var answer = await _cluster.Admin.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound, await answer.Content.ReadAsStringAsync());
    }

    private static TestCluster OfItsOwn() => new();

    private static Task<TimeSpan> UntilAsync(Func<Task<bool>> condition, string what) =>
        Eventually.IsAsync(condition, Patience, () => $"{what}: it doesn't come about");

    private static string Pod(string ns, string name, string labels) =>
        $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}, namespace: {{ns}}, labels: {{labels}} }
        spec: {containers: [{name: app, image: example.com/app}]}
        """;
}
