using System.Net;
using System.Net.Sockets;

namespace K8sRouter.Cluster.Tests.Testbed;

/// <summary>One connection through a <see cref="FaultyProxy"/>: both of its halves.</summary>
/// <param name="client">The half that was taken.</param>
/// <param name="target">Port of loopback for the other half.</param>
/// <param name="mayPass">Ends when bytes may pass.</param>
internal sealed class ProxiedConnection(Socket client, int target, Func<Task> mayPass) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Until one of the sides ends it.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            await mayPass().WaitAsync(cancellation);
            await _server.ConnectAsync(IPAddress.Loopback, target, cancellation);
            client.NoDelay = _server.NoDelay = true;
            await await Task.WhenAny(
                CopyAsync(client, _server, ended.Token), CopyAsync(_server, client, ended.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // A side has gone, or was reset.
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    /// <summary>Closes both halves with RST instead of FIN.</summary>
    public void Reset()
    {
        try
        {
            client.LingerState = _server.LingerState = new(enable: true, seconds: 0);
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
        Dispose();
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task CopyAsync(Socket from, Socket to, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, cancellation) is var count and > 0)
        {
            await mayPass().WaitAsync(cancellation);
            for (int sent = 0; sent < count;)
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), cancellation);
        }
    }
}
