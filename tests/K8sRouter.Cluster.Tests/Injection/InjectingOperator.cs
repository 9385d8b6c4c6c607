using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Operators;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Injection;

/// <summary>An operator that injects while the tests of a class run, registered by the manifest, save for its address.</summary>
public sealed class InjectingOperator(TestCluster cluster) : IAsyncLifetime
{
    /// <summary>The image that it was told to inject: that of the golden pods.</summary>
    public const string Image = "registry.example.com/k8srouter-sidecar@sha256:1111111111111111111111111111111111111111111111111111111111111111";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int _port = LoopbackPorts.Free();

    /// <summary>Of its webhooks, on loopback.</summary>
    internal int Port => _port;

    public TestCluster Cluster => cluster;

    internal RunningOperator Running { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await StartAsync("--sidecar-image", Image);
        await cluster.ApplyAsync(Configuration(_port));
        await UntilInjectingAsync();
    }

    public async Task DisposeAsync()
    {
        (await cluster.KubectlAsync("delete", "mutatingwebhookconfiguration", "k8srouter-injection", "--ignore-not-found")).OrThrow();
        await cluster.ClearAsync();
        await Running.StopAsync();
        await Running.DisposeAsync();
    }

    /// <summary>A manifest of webhooks with the operator's address on this machine in the place of its Service.</summary>
    internal static string Configuration(int port, string manifest = "injection.yaml")
    {
        var text = new StringBuilder();
        var lines = File.ReadAllLines(Installation.Folder("base", manifest));
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() != "service:")
            {
                text.AppendLine(lines[i]);
                continue;
            }
            // name, namespace, path and port of the Service.
            var path = lines[i + 3].Trim()["path: ".Length..];
            text.AppendLine(CultureInfo.InvariantCulture, $"    url: \"https://127.0.0.1:{port}{path}\"");
            i += 4;
        }
        return text.ToString();
    }

    /// <summary>A namespace that opted in.</summary>
    internal Task<string> WorkspaceAsync(string? failurePolicy = null)
    {
        var labels = new Dictionary<string, string> { ["k8srouter.io/inject"] = "enabled" };
        if (failurePolicy is not null)
            labels["k8srouter.io/injection-failure-policy"] = failurePolicy;
        return cluster.CreateNamespaceAsync("injected", labels);
    }

    /// <summary>Creates a pod as a controller does, or a person with a client of their own.</summary>
    /// <returns>The pod as it is stored, or the status that refuses it.</returns>
    internal async Task<JsonObject> CreateAsync(string ns, JsonObject pod, string query = "")
    {
        using var content = new StringContent(pod.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await cluster.Admin.PostAsync($"api/v1/namespaces/{ns}/pods{query}", content);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }

    /// <summary>The operator is gone, as far as the API server can tell.</summary>
    internal async Task WhileDownAsync(Func<Task> work)
    {
        await Running.StopAsync();
        await Running.DisposeAsync();
        try
        {
            await work();
        }
        finally
        {
            await StartAsync("--sidecar-image", Image);
            await UntilInjectingAsync();
        }
    }

    /// <summary>The operator was told to end, and ends once the work lets it.</summary>
    internal async Task WhileItEndsAsync(Func<Task> work)
    {
        Running.Signal("TERM");
        try
        {
            await work();
            await Running.UntilEndedAsync();
            Assert.Equal(0, Running.ExitCode);
        }
        finally
        {
            await Running.DisposeAsync();
            await StartAsync("--sidecar-image", Image);
            await UntilInjectingAsync();
        }
    }

    /// <summary>Somebody deletes the configuration, and puts it back afterwards.</summary>
    internal async Task WithoutConfigurationAsync(Func<Task> work)
    {
        await cluster.DeleteAsync("apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/k8srouter-injection");
        try
        {
            await work();
        }
        finally
        {
            await cluster.ApplyAsync(Configuration(_port));
            await UntilInjectingAsync();
        }
    }

    /// <summary>The same operator with other flags, for a while.</summary>
    internal async Task WithAsync(Func<Task> work, params string[] arguments)
    {
        await Running.StopAsync();
        await Running.DisposeAsync();
        await StartAsync(arguments);
        try
        {
            await work();
        }
        finally
        {
            await Running.StopAsync();
            await Running.DisposeAsync();
            await StartAsync("--sidecar-image", Image);
            await UntilInjectingAsync();
        }
    }

    private async Task StartAsync(params string[] arguments)
    {
        Running = await RunningOperator.StartAsync(
            cluster,
            arguments:
            [
                "--webhook-listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}"), "--webhook-addresses", "127.0.0.1", .. arguments,
            ]);
        await Eventually.IsAsync(
            async () => await Running.StatusOfAsync("readyz") == System.Net.HttpStatusCode.OK, Patience, () => $"it isn't ready:\n{Running.Log}");
    }

    /// <summary>Until the API server knows the configuration, and the configuration the operator's authority.</summary>
    private async Task UntilInjectingAsync()
    {
        string ns = await WorkspaceAsync();
        JsonObject last = [];
        await Eventually.IsAsync(
            async () => (last = await CreateAsync(ns, Pod(), "?dryRun=All"))["metadata"]!["annotations"]?["k8srouter.io/sidecar-image"] is not null,
            Patience, () => $"no pod gets a sidecar: {last}\n{Running.Log}");
    }

    internal static JsonObject Pod(string name = "web") =>
        JsonNode.Parse($$"""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "{{name}}" }, "spec": {"containers": [{"name": "web", "image": "web:1"}]} }""")!.AsObject();
}
