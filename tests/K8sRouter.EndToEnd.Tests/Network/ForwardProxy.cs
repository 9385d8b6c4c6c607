using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace K8sRouter.EndToEnd.Tests.Network;

/// <summary>
/// A double of a company's proxy: passes on what it is given, and remembers whom it was asked for. One that looks into TLS stands for
/// Google too: what is meant for a host of <c>googleapis.com</c> goes, in clear, to a server of the tests.
/// </summary>
internal sealed class ForwardProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly (X509Certificate2 Certificate, Uri Server)? _google;

    /// <param name="google">What callers see as Google's certificate, and where the server is; null: nothing is looked into.</param>
    public ForwardProxy((X509Certificate2 Certificate, Uri Server)? google = null)
    {
        _google = google;
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
            var looked = target.Host.EndsWith(".googleapis.com", StringComparison.Ordinal) ? _google : null;
            var server = looked?.Server ?? target;
            using var far = new TcpClient();
            await far.ConnectAsync(server.Host, server.Port, _stop.Token);
            await using var onward = far.GetStream();
            if (words[0] == "CONNECT")
                await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
            else
                await onward.WriteAsync(head, _stop.Token);
            if (looked is not { } google)
            {
                await CopyAsync(stream, onward);
                return;
            }
            await using var clear = new SslStream(stream);
            await clear.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = google.Certificate }, _stop.Token);
            await CopyAsync(clear, onward);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or AuthenticationException)
        {
            // One side has gone.
        }
    }

    private async Task CopyAsync(Stream near, NetworkStream far) =>
        await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));

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
