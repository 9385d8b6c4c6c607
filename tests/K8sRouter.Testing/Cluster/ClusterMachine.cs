using System.Net;

namespace K8sRouter.Testing.Cluster;

/// <summary>Where the servers of a cluster run.</summary>
public sealed record ClusterMachine
{
    /// <summary>This one, on loopback, without pods.</summary>
    public static ClusterMachine Here { get; } = new() { Address = IPAddress.Loopback };

    /// <summary>Under which the tests reach it.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Whether pods run on it: then the API server is there for them too.</summary>
    public bool HasPods { get; init; }

    /// <summary>A command line that runs the one behind it there; empty: nothing is needed.</summary>
    public IReadOnlyList<string> Enter { get; init; } = [];

    internal Task<ServerProcess> StartAsync(string name, string folder, string program, params IEnumerable<string> arguments)
    {
        string[] line = [.. Enter, program, .. arguments];
        return ServerProcess.StartAsync(name, folder, line[0], line[1..]);
    }
}
