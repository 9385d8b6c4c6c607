using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>A pod as the API knows it, on loopback, whose sidecar's admin port answers what a test says.</summary>
internal sealed class SidecarPod : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _answering;

    private SidecarPod(string path, int port)
    {
        Path = path;
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _answering = AnswerAsync();
    }

    public string Path { get; }

    /// <summary>What it says of itself.</summary>
    public string Observation { get; set; } = "{}";

    public static async Task<SidecarPod> StartAsync(TestCluster cluster, LeadingOperator leading, string ns, string name)
    {
        int port = LoopbackPorts.Free();
        var pod = new SidecarPod($"api/v1/namespaces/{ns}/pods/{name}", port);
        await cluster.ApplyAsync(string.Create(CultureInfo.InvariantCulture, $$"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: {{name}}
              namespace: {{ns}}
              labels: {k8srouter.io/sidecar: injected}
              annotations: {k8srouter.io/admin-port: "{{port}}"}
            spec: {containers: [{name: app, image: example.com/app}]}
            """));
        await leading.PatchAsync($"{pod.Path}/status", new JsonObject
        {
            ["status"] = new JsonObject { ["phase"] = "Running", ["podIP"] = "127.0.0.1", ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = "127.0.0.1" }) },
        });
        return pod;
    }

    /// <summary>From now on nobody answers.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _answering;
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var call = await _listener.GetContextAsync();
                call.Response.StatusCode = call.Request.Url!.AbsolutePath == "/observation" ? 200 : 404;
                await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Observation));
                call.Response.Close();
            }
        }
        catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
