using System.Net;
using System.Net.Sockets;
using System.Text;

namespace K8sRouter.Operator.Tests.Sidecars.Completion;

/// <summary>An admin port on loopback that ends by <c>POST /quit</c> with the one token alone, and takes nothing else.</summary>
internal sealed class StrictSidecar : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _token;
    private readonly Task _serving;
    private int _calls;
    private int _quits;

    public StrictSidecar(string token)
    {
        _token = token;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>Whether its version has the route.</summary>
    public bool KnowsQuit { get; set; } = true;

    public int Calls => Volatile.Read(ref _calls);

    public int Quits => Volatile.Read(ref _quits);

    /// <summary>From now on nobody answers.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(connection.GetStream());
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var request = await reader.ReadLineAsync();
        var headers = new List<string>();
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
            headers.Add(header);
        Interlocked.Increment(ref _calls);
        var isToken = headers.Contains($"Authorization: Bearer {_token}");
        var status = (request, KnowsQuit) switch
        {
            ("POST /quit HTTP/1.1", true) => isToken ? "202 Accepted" : "401 Unauthorized",
            _ => "404 Not Found",
        };
        if (status.StartsWith("202", StringComparison.Ordinal))
            Interlocked.Increment(ref _quits);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
    }
}
