using K8sRouter.Node.Tests.Testbed;

namespace K8sRouter.Node.Tests.Injection;

/// <summary>What a developer and a platform engineer see of a pod that gets its sidecar.</summary>
public sealed class InjectionTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_workload_gets_its_sidecar_and_calls_a_model_through_it_with_the_vendors_client()
    {
        var node = await TestNode.SharedAsync();
        output.WriteLine(node.Started);
        var team = await Team.CreateAsync(node);
        var pod = await team.StartAsync("web");

        var (status, text) = await team.AskAsync(pod, "hello node");

        Assert.Equal((200, "alpha serves mock-mini and heard you say: hello node"), (status, text));
        Assert.Equal(["k8srouter", "app"], pod["spec"]!["containers"]!.AsArray().Select(one => (string)one!["name"]!));
        Assert.Equal("classic", (string?)pod["metadata"]!["annotations"]!["k8srouter.io/sidecar-mode"]);
        // Logs and exec without a container's name are the application's.
        Assert.Contains("/ask ends", (await node.KubectlAsync("-n", team.Name, "logs", "deployment/web")).OrThrow(), StringComparison.Ordinal);
        output.WriteLine((await node.KubectlAsync("-n", team.Name, "get", "pods")).OrThrow());
        output.WriteLine((await node.KubectlAsync("-n", team.Name, "get", "k8srouter")).OrThrow());
        output.WriteLine((await node.KubectlAsync("-n", team.Name, "describe", "pod", "-l", "app=web")).OrThrow());
        output.WriteLine((await node.KubectlAsync("-n", team.Name, "logs", "deployment/web", "-c", "k8srouter")).OrThrow());
    }

    [Fact]
    public async Task What_the_policy_forbids_is_refused_with_the_rule_and_shows_in_the_policys_status()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(
            node, "{retention: {maxDays: 0}, providers: {ignore: [alpha]}}", "EndpointsAllowed=False");
        var pod = await team.StartAsync("web");

        var (status, text) = await team.AskAsync(pod, "hello");

        Assert.Equal(404, status);
        Assert.Contains("data polic", text, StringComparison.OrdinalIgnoreCase);
        var policy = await node.FindAsync($"apis/k8srouter.io/v1alpha1/namespaces/{team.Name}/workspaceprivacypolicies/default");
        Assert.Equal(0, (int)policy!["status"]!["allowedEndpoints"]!);
        Assert.Equal(2, (int)policy["status"]!["excludedEndpoints"]!);
    }

    [Fact]
    public async Task A_pod_that_cant_have_its_sidecar_is_refused_with_a_text_that_says_what_to_do()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node);
        await team.DeployAsync("misspelt", "k8srouter.io/memory-limit: plenty");

        string text = "";
        await node.UntilAsync(
            async () => (text = (await node.KubectlAsync("-n", team.Name, "describe", "replicaset")).OrThrow()).Contains("FailedCreate", StringComparison.Ordinal),
            team.Name, "no event says that the pod was refused");

        output.WriteLine(text);
        Assert.Contains("metadata.annotations[k8srouter.io/memory-limit]", text, StringComparison.Ordinal);
        Assert.Contains("plenty", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_that_opt_out_and_pods_of_other_namespaces_are_left_as_they_are()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node);
        string other = await node.CreateNamespaceAsync("other");
        foreach (var (ns, labels) in new[] { (team.Name, "k8srouter.io/inject: disabled"), (other, "app: plain") })
        {
            await node.ApplyAsync(
                $$"""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: plain
                  namespace: {{ns}}
                  labels: { {{labels}} }
                spec:
                  containers:
                  - {name: app, image: {{Images.Workload}}, args: [serve]}
                """);
            var pod = await node.FindAsync($"api/v1/namespaces/{ns}/pods/plain");
            Assert.Single(pod!["spec"]!["containers"]!.AsArray());
            Assert.Null(pod["metadata"]!["labels"]!["k8srouter.io/sidecar"]);
        }
    }

    [Fact]
    public async Task A_Job_completes()
    {
        var node = await TestNode.SharedAsync();
        var team = await Team.CreateAsync(node);
        await node.ApplyAsync(
            $$"""
            apiVersion: batch/v1
            kind: Job
            metadata: {name: summary, namespace: {{team.Name}}}
            spec:
              template:
                metadata:
                  labels: {app: summary}
                spec:
                  restartPolicy: Never
                  containers:
                  - name: app
                    image: {{Images.Workload}}
                    args: [ask, summarise the week]
                    env: [{name: MODEL, value: acme/assistant}]
            """);

        await node.UntilAsync(
            async () => (int?)(await node.FindAsync($"apis/batch/v1/namespaces/{team.Name}/jobs/summary"))?["status"]?["succeeded"] == 1,
            team.Name, "the Job doesn't complete");

        var pod = Assert.Single(await team.PodsAsync("summary"));
        var ended = Team.StatusOf(pod, "app")!["state"]!["terminated"]!;
        var sidecar = Team.StatusOf(pod, "k8srouter")!["state"]!["terminated"]!;
        Assert.Equal((0, 0), ((int)ended["exitCode"]!, (int)sidecar["exitCode"]!));
        output.WriteLine($"the application ended at {ended["finishedAt"]}, its sidecar at {sidecar["finishedAt"]}");
        Assert.Equal(
            "alpha serves mock-mini and heard you say: summarise the week\n",
            (await node.KubectlAsync("-n", team.Name, "logs", "job/summary", "-c", "app")).OrThrow());
    }
}
