using System.Collections.Concurrent;
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
    private readonly ConcurrentQueue<string> _quits = new();
    private readonly LeadingOperator _leading;
    private readonly Task _answering;
    private int _asked;

    private SidecarPod(LeadingOperator leading, string path, int port)
    {
        (_leading, Path) = (leading, path);
        _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        _listener.Start();
        _answering = AnswerAsync();
    }

    public string Path { get; }

    /// <summary>What it says of itself.</summary>
    public string Observation { get; set; } = "{}";

    /// <summary>What it was told to end with: the header Authorization, each time.</summary>
    public IReadOnlyList<string> Quits => [.. _quits];

    /// <summary>How often it was asked how it is doing.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <param name="cluster">Where the pod is made.</param>
    /// <param name="leading">Whose patience is asked for.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="annotations">More annotations, as YAML in one line.</param>
    /// <param name="restartPolicy">Of the pod.</param>
    public static async Task<SidecarPod> StartAsync(
        TestCluster cluster, LeadingOperator leading, string ns, string name, string annotations = "", string restartPolicy = "Always")
    {
        int port = LoopbackPorts.Free();
        var pod = new SidecarPod(leading, $"api/v1/namespaces/{ns}/pods/{name}", port);
        await cluster.ApplyAsync(string.Create(CultureInfo.InvariantCulture, $$"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: {{name}}
              namespace: {{ns}}
              labels: {k8srouter.io/sidecar: injected}
              annotations: {k8srouter.io/admin-port: "{{port}}"{{(annotations.Length > 0 ? ", " + annotations : "")}}}
            spec: {restartPolicy: {{restartPolicy}}, containers: [{name: k8srouter, image: example.com/sidecar}, {name: app, image: example.com/app}]}
            """));
        await leading.PatchAsync($"{pod.Path}/status", new JsonObject
        {
            ["status"] = new JsonObject { ["phase"] = "Running", ["podIP"] = "127.0.0.1", ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = "127.0.0.1" }) },
        });
        return pod;
    }

    /// <summary>Says, as a kubelet would, what became of the containers: an exit code, or null where one runs.</summary>
    public Task SetContainersAsync(int? sidecar, int? app) => _leading.PatchAsync($"{Path}/status", new JsonObject
    {
        ["status"] = new JsonObject
        {
            ["containerStatuses"] = new JsonArray(Container("k8srouter", sidecar), Container("app", app)),
        },
    });

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
                if (call.Request.Url!.AbsolutePath == "/quit" && call.Request.HttpMethod == "POST")
                {
                    _quits.Enqueue(call.Request.Headers["Authorization"] ?? "");
                    call.Response.StatusCode = 202;
                    call.Response.Close();
                    continue;
                }
                call.Response.StatusCode = call.Request.Url!.AbsolutePath == "/observation" ? 200 : 404;
                Interlocked.Increment(ref _asked);
                await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Observation));
                call.Response.Close();
            }
        }
        catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private static JsonObject Container(string name, int? exitCode) => new()
    {
        ["name"] = name,
        ["image"] = $"example.com/{name}",
        ["imageID"] = "",
        ["ready"] = exitCode is null,
        ["restartCount"] = 0,
        ["state"] = new JsonObject
        {
            [exitCode is null ? "running" : "terminated"] =
                exitCode is { } code ? new JsonObject { ["exitCode"] = code } : new JsonObject { ["startedAt"] = "2026-11-20T12:00:00Z" },
        },
    };
}
