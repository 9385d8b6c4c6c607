using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace K8sRouter.Cluster.Tests.Testbed;

/// <summary>
/// A TCP proxy on loopback with the faults of a network: what passes isn't looked at, so TLS runs through from end to end.
/// </summary>
public sealed class FaultyProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ProxiedConnection, bool> _open = new();
    private readonly ConcurrentBag<Task> _served = [];
    private readonly int _target;
    private volatile TaskCompletionSource _silence = new();
    private TcpListener _listener;
    private Task _accepting;
    private int _accepted;

    /// <param name="target">What it passes connections on to, on loopback.</param>
    public FaultyProxy(Uri target)
    {
        _target = target.Port;
        Address = new UriBuilder(target) { Port = LoopbackPorts.Free() }.Uri;
        _silence.SetResult();
        (_listener, _accepting) = Listen();
    }

    /// <summary>The target's address with the proxy's port.</summary>
    public Uri Address { get; }

    /// <summary>Connections that it has taken since it began.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections that are open.</summary>
    public int Open => _open.Count;

    /// <summary>Passes on, also what was held back while it was silent, and takes connections.</summary>
    public void Pass()
    {
        _silence.TrySetResult();
        if (_accepting.IsCompleted)
            (_listener, _accepting) = Listen();
    }

    /// <summary>Keeps all connections open and takes new ones, and forwards nothing: a firewall that forgot them.</summary>
    public void GoSilent()
    {
        if (_silence.Task.IsCompleted)
            _silence = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Refuses new connections; those that are open go on.</summary>
    public async Task RefuseAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    /// <summary>Resets every open connection, on both sides; new ones are taken.</summary>
    public void Drop()
    {
        foreach (var connection in _open.Keys)
            connection.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await RefuseAsync();
        await Task.WhenAll(_served);
        _stop.Dispose();
    }

    private (TcpListener Listener, Task Accepting) Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, Address.Port);
        listener.Start();
        return (listener, AcceptAsync(listener));
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            Interlocked.Increment(ref _accepted);
            var connection = new ProxiedConnection(client, _target, () => _silence.Task);
            _open[connection] = true;
            _served.Add(ServeAsync(connection));
        }
    }

    private async Task ServeAsync(ProxiedConnection connection)
    {
        using (connection)
            await connection.RunAsync(_stop.Token);
        _open.TryRemove(connection, out _);
    }
}
