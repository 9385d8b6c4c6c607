using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace K8sRouter.EndToEnd.Tests.Network;

/// <summary>A double of a company's proxy: passes on what it is given, and remembers whom it was asked for.</summary>
internal sealed class ForwardProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public ForwardProxy()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>First lines of the requests, such as <c>CONNECT 127.0.0.1:443 HTTP/1.1</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var tunnels = new List<Task>();
        try
        {
            while (true)
                tunnels.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(tunnels);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var near = client;
            await using var stream = near.GetStream();
            byte[] head = await ReadHeadAsync(stream);
            string line = Encoding.ASCII.GetString(head).Split("\r\n")[0];
            Requests.Enqueue(line);
            string[] words = line.Split(' ');
            var target = new Uri(words[0] == "CONNECT" ? "http://" + words[1] : words[1]);
            using var far = new TcpClient();
            await far.ConnectAsync(target.Host, target.Port, _stop.Token);
            await using var onward = far.GetStream();
            if (words[0] == "CONNECT")
                await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
            else
                await onward.WriteAsync(head, _stop.Token);
            await Task.WhenAny(stream.CopyToAsync(onward, _stop.Token), onward.CopyToAsync(stream, _stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // One side has gone.
        }
    }

    private async Task<byte[]> ReadHeadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Add(one[0]);
        }
        return [.. head];
    }
}
