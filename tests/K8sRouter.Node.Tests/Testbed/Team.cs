using System.Globalization;
using System.Text.Json.Nodes;

namespace K8sRouter.Node.Tests.Testbed;

/// <summary>A namespace that opted in, with a policy, and what a test does in it.</summary>
/// <param name="node">Where it is.</param>
/// <param name="name">Its name.</param>
internal sealed class Team(TestNode node, string name)
{
    /// <summary>Only Alpha keeps nothing.</summary>
    public const string KeepsNothing = "{retention: {maxDays: 0}}";

    /// <summary>As Kubernetes has it.</summary>
    private const int UsualGrace = 30;

    public string Name => name;

    /// <summary>A new one, on a node with operator and providers.</summary>
    /// <param name="node">Where it is.</param>
    /// <param name="policy">Its policy's <c>spec</c>.</param>
    /// <param name="condition">What the policy has to say of itself first: a policy that allows nothing never is ready.</param>
    public static async Task<Team> CreateAsync(TestNode node, string policy = KeepsNothing, string condition = "Ready")
    {
        await Installation.EnsureAsync(node);
        await Providers.EnsureAsync(node);
        var team = new Team(node, await node.CreateNamespaceAsync("team", "k8srouter.io/inject: enabled"));
        await team.SetPolicyAsync(policy);
        (await node.KubectlAsync("-n", team.Name, "wait", "wpp/default", $"--for=condition={condition}", "--timeout=90s")).OrThrow();
        return team;
    }

    public Task<string> SetPolicyAsync(string spec) => node.ApplyAsync(
        $$"""
        apiVersion: k8srouter.io/v1alpha1
        kind: WorkspacePrivacyPolicy
        metadata: {name: default, namespace: {{name}}}
        spec: {{spec}}
        """);

    /// <summary>An application under the restricted security context, which waits until somebody asks it to call the model.</summary>
    /// <param name="app">Its name.</param>
    /// <param name="annotations">Of its pods.</param>
    /// <param name="image">Another image than the application's, such as one that does nothing.</param>
    /// <param name="replicas">How many pods.</param>
    /// <param name="inject">The pods' own word; empty: their namespace's.</param>
    /// <param name="graceSeconds">What they get to end.</param>
    public async Task DeployAsync(
        string app, string annotations = "", string image = Images.Workload, int replicas = 1, string inject = "",
        int graceSeconds = UsualGrace) => await node.ApplyAsync(
        $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{app}}, namespace: {{name}}}
        spec:
          replicas: {{replicas.ToString(CultureInfo.InvariantCulture)}}
          selector: {matchLabels: {app: {{app}} } }
          template:
            metadata:
              labels: { {{(inject.Length == 0 ? "" : $"k8srouter.io/inject: {inject}, ")}}app: {{app}} }
              annotations: { {{annotations}} }
            spec:
              automountServiceAccountToken: false
              terminationGracePeriodSeconds: {{graceSeconds.ToString(CultureInfo.InvariantCulture)}}
              containers:
              - name: app
                image: {{image}}
                args: [serve]
                env: [{name: MODEL, value: acme/assistant}]
                securityContext:
                  runAsNonRoot: true
                  runAsUser: 10001
                  allowPrivilegeEscalation: false
                  readOnlyRootFilesystem: true
                  capabilities: {drop: [ALL]}
                  seccompProfile: {type: RuntimeDefault}
        """);

    /// <summary>Deploys an application.</summary>
    /// <returns>Its pod, which is ready.</returns>
    public async Task<JsonNode> StartAsync(string app, string inject = "", int graceSeconds = UsualGrace)
    {
        await DeployAsync(app, inject: inject, graceSeconds: graceSeconds);
        return await ReadyPodAsync(app);
    }

    /// <summary>The one pod of an application, once it is ready.</summary>
    public async Task<JsonNode> ReadyPodAsync(string app)
    {
        JsonNode? pod = null;
        await node.UntilAsync(
            async () => (pod = (await PodsAsync(app)).SingleOrDefault()) is not null && IsReady(pod), name, $"{app} isn't ready");
        return pod!;
    }

    public async Task<IReadOnlyList<JsonNode>> PodsAsync(string app) =>
        await node.ListAsync($"api/v1/namespaces/{name}/pods?labelSelector=app%3D{app}");

    /// <summary>What the application in a pod got from its call of the model.</summary>
    public async Task<(int Status, string Text)> AskAsync(JsonNode pod, string prompt)
    {
        using var answer = await OpenAsync(pod, "ask", prompt);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sets another policy and waits until another provider serves what a pod asks.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> UntilServedByAsync(JsonNode pod, string provider, string policy, TimeSpan? patience = null)
    {
        await SetPolicyAsync(policy);
        return await node.UntilAsync(
            async () => (await AskAsync(pod, "hello")).Text.StartsWith($"{provider} serves", StringComparison.Ordinal),
            name, "the sidecar doesn't follow the policy", patience);
    }

    /// <summary>Begins a call by the application; <paramref name="how"/> is <c>ask</c> or <c>stream</c>.</summary>
    public Task<HttpResponseMessage> OpenAsync(JsonNode pod, string how, string prompt) => node.Admin.GetAsync(
        $"api/v1/namespaces/{name}/pods/{pod["metadata"]!["name"]}:8080/proxy/{how}?prompt={Uri.EscapeDataString(prompt)}",
        HttpCompletionOption.ResponseHeadersRead);

    /// <summary>An anonymous look at a sidecar's admin port.</summary>
    public async Task<JsonNode> ObserveAsync(JsonNode pod) => JsonNode.Parse(await node.Admin.GetStringAsync(
        $"api/v1/namespaces/{name}/pods/{pod["metadata"]!["name"]}:8788/proxy/observation"))!;

    /// <summary>Kills a pod's sidecar, as running out of memory would.</summary>
    public async Task KillSidecarAsync(JsonNode pod)
    {
        string uid = (string)pod["metadata"]!["uid"]!;
        string script = $"for p in $(pgrep -f /app/K8sRouter.Sidecar); do ! grep -q {uid} /proc/$p/cgroup || kill -KILL $p; done";
        (await node.RunAsync("bash", "-c", script)).OrThrow();
    }

    /// <summary>What became of one container of a pod, by its name.</summary>
    public static JsonNode? StatusOf(JsonNode pod, string container) =>
        pod["status"]?["containerStatuses"]?.AsArray().FirstOrDefault(one => (string)one!["name"]! == container);

    public static bool IsReady(JsonNode pod) =>
        pod["status"]?["conditions"]?.AsArray()
            .Any(one => (string)one!["type"]! == "Ready" && (string)one["status"]! == "True") == true;
}
