using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>An operator that leads while the tests of a class run, and what can be seen of its work.</summary>
public sealed class LeadingOperator(TestCluster cluster) : IAsyncLifetime
{
    /// <summary>What a change may take on a busy machine before a test gives up; in practice it is under a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private RunningOperator? _running;

    /// <summary>What new pods would get.</summary>
    internal const string SidecarImage = "example.com/sidecar:2";

    public TestCluster Cluster => cluster;

    internal RunningOperator Running => _running!;

    public async Task InitializeAsync()
    {
        await StartAsync();
    }

    /// <summary>Resources concern every namespace, and labels would make workspaces of these again: no other test should meet them.</summary>
    public async Task DisposeAsync()
    {
        await cluster.ClearAsync();
        await UntilAsync(async () => !await AnyWorkspaceAsync(), "what was delivered is taken back");
        await StopAsync();
    }

    /// <summary>Starts it anew.</summary>
    internal async Task StartAsync() =>
        _running = await RunningOperator.LeadAsync(cluster, arguments: ["--sidecar-image", SidecarImage]);

    /// <summary>Stops it, as a kubelet does.</summary>
    internal async Task StopAsync()
    {
        await Running.StopAsync();
        await Running.DisposeAsync();
    }

    /// <summary>A namespace with a policy whose configuration is in place.</summary>
    internal async Task<Workspace> WorkspaceAsync(string spec = "{}", IReadOnlyDictionary<string, string>? labels = null)
    {
        var workspace = new Workspace(this, await cluster.CreateNamespaceAsync("team", labels));
        await cluster.ApplyAsync(Manifests.Policy(workspace.Name, spec));
        await UntilAsync(async () => await workspace.ConfigAsync() is not null, "a configuration");
        return workspace;
    }

    /// <summary>Waits for it; the text says what for.</summary>
    internal async Task UntilAsync(Func<Task<bool>> condition, string what) => await
        Eventually.IsAsync(condition, Patience, () => $"{what}: it doesn't come about.\n{Running.Log}");

    /// <summary>Waits until a condition says, such as <c>False/Invalid</c>.</summary>
    /// <returns>Its message.</returns>
    internal async Task<string> UntilConditionAsync(string path, string type, string expected)
    {
        JsonNode? found = null;
        await Eventually.IsAsync(
            async () => Word(found = await ConditionAsync(path, type)) == expected,
            Patience, () => $"{type} of {path} isn't {expected} but {found}\n{Running.Log}");
        return (string)found!["message"]!;
    }

    /// <summary>The condition; null: there is none yet, or it is of an older spec.</summary>
    internal async Task<JsonNode?> ConditionAsync(string path, string type)
    {
        var entity = await FindAsync(path);
        var condition = entity?["status"]?["conditions"]?.AsArray().FirstOrDefault(condition => (string)condition!["type"]! == type);
        return (long?)condition?["observedGeneration"] == (long?)entity?["metadata"]!["generation"] ? condition : null;
    }

    /// <summary>An object; null: it doesn't exist.</summary>
    internal async Task<JsonNode?> FindAsync(string path)
    {
        using var answer = await cluster.Admin.GetAsync(path);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
    }

    /// <summary>A merge patch as the administrator.</summary>
    internal async Task PatchAsync(string path, JsonNode patch, string fieldManager = "somebody")
    {
        using var content = new StringContent(patch.ToJsonString(), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
        using var answer = await cluster.Admin.PatchAsync($"{path}?fieldManager={fieldManager}", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Deletes as the administrator.</summary>
    internal async Task DeleteAsync(string path)
    {
        using var answer = await cluster.Admin.DeleteAsync(path);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until an event tells of it.</summary>
    internal Task UntilEventAsync(string ns, string reason) => UntilAsync(
        async () => (await FindAsync($"apis/events.k8s.io/v1/namespaces/{ns}/events"))!["items"]!.AsArray()
            .Any(item => (string)item!["reason"]! == reason),
        $"an event {reason} in {ns}");

    /// <summary>The configuration in a ConfigMap.</summary>
    internal static JsonNode Inflate(JsonNode configMap)
    {
        var compressed = Convert.FromBase64String((string)configMap["binaryData"]!["router-config.json.gz"]!);
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        return JsonNode.Parse(gzip)!;
    }

    /// <summary>By our rights there, which are given up last. A namespace that is being deleted is left as it is, and stays.</summary>
    private async Task<bool> AnyWorkspaceAsync()
    {
        var bindings = (await FindAsync("apis/rbac.authorization.k8s.io/v1/rolebindings"))!["items"]!.AsArray();
        var namespaces = (await FindAsync("api/v1/namespaces"))!["items"]!.AsArray()
            .Where(item => (string)item!["status"]!["phase"]! == "Active")
            .Select(item => (string)item!["metadata"]!["name"]!).ToHashSet(StringComparer.Ordinal);
        return bindings.Any(binding => (string)binding!["roleRef"]!["name"]! == "k8srouter-workspace"
            && namespaces.Contains((string)binding["metadata"]!["namespace"]!));
    }

    private static string? Word(JsonNode? condition) => condition is null ? null : $"{condition["status"]}/{condition["reason"]}";
}
