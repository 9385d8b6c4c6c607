using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Node.Tests.Testbed;

namespace K8sRouter.Node.Tests.Life;

/// <summary>The same program as a service of its own, from the manifests among the examples.</summary>
public sealed class GatewayTests(ITestOutputHelper output)
{
    private const string Namespace = "model-gateway";
    private const string Pod = "k8srouter-gateway-0";

    [Fact]
    public async Task A_gateway_wants_a_key_and_goes_on_with_its_journal_when_its_pod_is_deleted()
    {
        var node = await TestNode.SharedAsync();
        await Installation.EnsureAsync(node);
        await Providers.EnsureAsync(node);
        await InstallAsync(node);
        await UntilReadyAsync(node);
        string key = Encoding.UTF8.GetString(Convert.FromBase64String(
            (string)(await node.FindAsync($"api/v1/namespaces/{Namespace}/secrets/team-b"))!["data"]!["key"]!));

        Assert.Equal(401, (await AskAsync(node, "", "nobody")).Status);
        var (status, text) = await AskAsync(node, key, "hello gateway");
        Assert.True(status == 200, text);
        string id = (string)JsonNode.Parse(text)!["id"]!;
        Assert.Equal(200, await RecordAsync(node, key, id));

        string uid = await UidAsync(node);
        (await node.KubectlAsync("-n", Namespace, "delete", "pod", Pod)).OrThrow();
        await node.UntilAsync(async () => await UidAsync(node) is { Length: > 0 } next && next != uid, Namespace, "no successor");
        await UntilReadyAsync(node);

        // The successor knows what its predecessor did: by the journal on the volume.
        Assert.Equal(200, await RecordAsync(node, key, id));
        output.WriteLine((await node.KubectlAsync("-n", Namespace, "get", "pods,pvc")).OrThrow());

        // Another test looks at what the removal of the operator leaves: a gateway is not the operator's.
        await node.ShellAsync($"kubectl delete -f examples/workloads/gateway-only.yaml\nkubectl delete -k {FolderOf(node)} --timeout=120s");
    }

    /// <summary>As it is documented, with a volume, which nobody here provides, and the tests' image.</summary>
    private static async Task InstallAsync(TestNode node)
    {
        string folder = Directory.CreateDirectory(FolderOf(node)).FullName;
        string example = Path.GetRelativePath(folder, Repository.File("examples", "workloads", "gateway"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "kustomization.yaml"),
            $$"""
            resources: ["{{example}}"]
            images: [{name: k8srouter-sidecar, newName: localhost/k8srouter-sidecar, newTag: test}]
            replicas: [{name: k8srouter-gateway, count: 1}]
            """);
        string volume = Directory.CreateDirectory(Path.Combine(node.Folder, "lib", "gateway-journal")).FullName;
        // The kubelet makes no such volume the pod's own.
        File.SetUnixFileMode(volume, (UnixFileMode)0x1FF);
        await node.ApplyAsync(
            $$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: team-b}
            ---
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: gateway-journal}
            spec:
              capacity: {storage: 10Gi}
              accessModes: [ReadWriteOnce]
              claimRef: {namespace: {{Namespace}}, name: journal-{{Pod}}}
              hostPath: {path: /var/lib/gateway-journal}
            """);
        string commands = await Documents.CommandsAsync("README.md", "### A gateway");
        await node.ShellAsync(commands.Replace("-k examples/workloads/gateway", $"-k {folder}", StringComparison.Ordinal));
    }

    private static string FolderOf(TestNode node) => Path.Combine(node.Folder, "gateway");

    private static Task<TimeSpan> UntilReadyAsync(TestNode node) => node.UntilAsync(
        async () => await node.FindAsync($"api/v1/namespaces/{Namespace}/pods/{Pod}") is { } pod && Team.IsReady(pod),
        Namespace, "the gateway isn't ready");

    private static async Task<string> UidAsync(TestNode node) =>
        (string?)(await node.FindAsync($"api/v1/namespaces/{Namespace}/pods/{Pod}"))?["metadata"]?["uid"] ?? "";

    private static async Task<(int Status, string Text)> AskAsync(TestNode node, string key, string prompt)
    {
        string body = new JsonObject
        {
            ["model"] = "acme/assistant",
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
        }.ToJsonString();
        return await SendAsync(node, HttpMethod.Post, "chat/completions", key, body);
    }

    private static async Task<int> RecordAsync(TestNode node, string key, string id) =>
        (await SendAsync(node, HttpMethod.Get, $"generation?id={id}", key, null)).Status;

    /// <summary>By the API server's proxy, which keeps a header Authorization to itself: the key goes in the other one.</summary>
    private static async Task<(int Status, string Text)> SendAsync(TestNode node, HttpMethod method, string route, string key, string? body)
    {
        using var request = new HttpRequestMessage(method, $"api/v1/namespaces/{Namespace}/pods/{Pod}:8787/proxy/api/v1/{route}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (key.Length > 0)
            request.Headers.Add("x-api-key", key);
        using var answer = await node.Admin.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
