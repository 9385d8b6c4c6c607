using System.Diagnostics;
using System.Globalization;

namespace K8sRouter.Testing.Cluster;

/// <summary>A server of the cluster, which ends when the tests end, however they do.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>
    /// Holds the other end of a pipe, which the kernel closes with the tests: then it kills the server and removes the folder.
    /// In a session of its own, so that what ends the tests' process group leaves it time for that. Arguments: the folder, the
    /// log, the server's command line.
    /// </summary>
    private const string Keeper = """
        exec 3<&0 </dev/null
        setpriv --pdeathsig KILL -- "${@:3}" >>"$2" 2>&1 3<&- &
        server=$!
        echo "$server"
        exec >/dev/null 2>&1
        { read -r -u 3; kill -KILL "$server"; } &
        watcher=$!
        wait "$server"
        code=$?
        read -r -t 0 -u 3 && rm -rf -- "$1"
        kill "$watcher"
        exit "$code"
        """;

    private readonly Process _keeper;
    private readonly string _log;

    private ServerProcess(string name, Process keeper, int id, string log) =>
        (Name, _keeper, Id, _log) = (name, keeper, id, log);

    public string Name { get; }

    /// <summary>Of the server itself.</summary>
    public int Id { get; }

    public bool HasEnded => _keeper.HasExited;

    /// <summary>What it ended with; 128 and the signal's number where one ended it.</summary>
    public int ExitCode => _keeper.ExitCode;

    /// <summary>The last of what it printed, for a failure's text.</summary>
    public string LastLines => string.Join('\n', File.ReadLines(_log).TakeLast(25));

    /// <param name="name">Such as <c>etcd</c>.</param>
    /// <param name="folder">Removed when the tests end without having stopped the server.</param>
    /// <param name="program">Path of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<ServerProcess> StartAsync(string name, string folder, string program, params IEnumerable<string> arguments)
    {
        string log = Path.Combine(folder, name + ".log");
        var start = new ProcessStartInfo("setsid", ["bash", "-c", Keeper, "keeper", folder, log, program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        var keeper = Process.Start(start)!;
        string? id = await keeper.StandardOutput.ReadLineAsync();
        return new(name, keeper, int.Parse(id!, CultureInfo.InvariantCulture), log);
    }

    /// <summary>SIGKILL, as a crash would end it.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var server = Process.GetProcessById(Id);
            server.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself.
        }
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }
}
