using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace K8sRouter.Node.Tests.Testbed;

/// <summary>A machine within this machine, made by tests/cluster/node.sh: it ends with the tests, however they end.</summary>
internal sealed class NodeMachine : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _script;

    private NodeMachine(Process script, ClusterMachine cluster, string controlGroup) =>
        (_script, Cluster, ControlGroup) = (script, cluster, controlGroup);

    /// <summary>How servers are started on it.</summary>
    public ClusterMachine Cluster { get; }

    /// <summary>Below which those of its pods are made.</summary>
    public string ControlGroup { get; }

    /// <param name="folder">Its disk; removed at the end.</param>
    public static async Task<NodeMachine> StartAsync(string folder)
    {
        // In a session of its own: what ends the tests' process group leaves it time to clean up.
        var start = new ProcessStartInfo("setsid", ["bash", Repository.File("tests", "cluster", "node.sh"), folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var script = Process.Start(start)!;
        string line = await script.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException(await script.StandardError.ReadToEndAsync());
        string[] words = line.Split(' ');
        var cluster = new ClusterMachine
        {
            Address = IPAddress.Parse(words[1]),
            HasPods = true,
            Enter =
            [
                "/usr/bin/nsenter", "--target", int.Parse(words[0], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
                "--net", "--mount", "--pid",
            ],
        };
        return new NodeMachine(script, cluster, words[2]);
    }

    /// <summary>Ends everything on it, and waits until nothing is left.</summary>
    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        _script.Dispose();
    }
}
