using System.Net;
using System.Net.Sockets;
using System.Text;
using K8sRouter.Operator.Sidecars;

namespace K8sRouter.Operator.Tests.Sidecars;

public sealed class SidecarClientTests
{
    private const string Answer = """{"revision":null,"refuses":false}""";

    [Fact]
    public async Task A_sidecar_is_asked_at_its_pods_address()
    {
        Assert.True((await AskAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Answer.Length}\r\n\r\n{Answer}")).Reached);
    }

    [Fact]
    public async Task A_redirect_isnt_followed() =>
        Assert.False((await AskAsync("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/observation\r\nContent-Length: 0\r\n\r\n")).Reached);

    [Fact]
    public async Task An_error_is_no_answer() =>
        Assert.False((await AskAsync($"HTTP/1.1 404 Not Found\r\nContent-Length: {Answer.Length}\r\n\r\n{Answer}")).Reached);

    [Fact]
    public async Task An_answer_that_never_ends_is_cut_off() =>
        Assert.False((await AskAsync("HTTP/1.1 200 OK\r\n\r\n" + Answer + new string(' ', 70_000))).Reached);

    [Fact]
    public async Task Silence_is_given_up_on()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new SidecarClient(TimeProvider.System, allowLoopback: true);
        var seen = await client.AskAsync(Pod("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port), CancellationToken.None);
        Assert.False(seen.Reached);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sidecar.example")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public async Task What_is_no_address_of_a_pod_isnt_asked(string? ip)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new SidecarClient(TimeProvider.System);
        Assert.False((await client.AskAsync(Pod(ip, ((IPEndPoint)listener.LocalEndpoint).Port), CancellationToken.None)).Reached);
        Assert.False(listener.Pending());
    }

    private static SidecarPod Pod(string? ip, int port) =>
        new() { Namespace = "team-a", Name = "web-1", Uid = "u-1", Ip = ip, AdminPort = port };

    private static async Task<SidecarObservation> AskAsync(string response)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var connection = await listener.AcceptTcpClientAsync();
            var stream = connection.GetStream();
            var request = new byte[4096];
            var length = await stream.ReadAsync(request);
            try
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(response));
            }
            catch (IOException)
            {
                // The client has heard enough.
            }
            return Encoding.ASCII.GetString(request, 0, length);
        });
        using var client = new SidecarClient(TimeProvider.System, allowLoopback: true);
        var seen = await client.AskAsync(Pod("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port), CancellationToken.None);
        Assert.StartsWith("GET /observation HTTP/1.1", await serving, StringComparison.Ordinal);
        return seen;
    }
}
