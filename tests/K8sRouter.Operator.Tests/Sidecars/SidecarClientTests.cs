using System.Net;
using System.Net.Sockets;
using System.Text;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Sidecars.Completion;

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
    [InlineData("202 Accepted", "Accepted")]
    [InlineData("200 OK", "NotUnderstood")]
    [InlineData("401 Unauthorized", "Refused")]
    [InlineData("403 Forbidden", "Refused")]
    [InlineData("404 Not Found", "NotUnderstood")]
    [InlineData("307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/quit", "NotUnderstood")]
    [InlineData("nonsense", "Unreached")]
    public async Task A_sidecar_is_told_to_end_with_the_token_and_its_status_alone_counts(string status, string expected)
    {
        using var client = new SidecarClient(TimeProvider.System, allowLoopback: true);
        var (outcome, request) = await ExchangeAsync(
            $"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n", pod => client.QuitAsync(pod, "dG9rZW4=", CancellationToken.None));
        Assert.Equal(expected, outcome.ToString());
        Assert.StartsWith("POST /quit HTTP/1.1", request, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer dG9rZW4=\r\n", request, StringComparison.Ordinal);
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
    public async Task What_is_no_address_of_a_pod_isnt_asked_nor_told_the_token(string? ip)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new SidecarClient(TimeProvider.System);
        var pod = Pod(ip, ((IPEndPoint)listener.LocalEndpoint).Port);
        Assert.False((await client.AskAsync(pod, CancellationToken.None)).Reached);
        Assert.Equal(QuitOutcome.Unreached, await client.QuitAsync(pod, "token", CancellationToken.None));
        Assert.False(listener.Pending());
    }

    private static SidecarPod Pod(string? ip, int port) =>
        new() { Namespace = "team-a", Name = "web-1", Uid = "u-1", Ip = ip, AdminPort = port };

    private static async Task<SidecarObservation> AskAsync(string response)
    {
        using var client = new SidecarClient(TimeProvider.System, allowLoopback: true);
        var (seen, request) = await ExchangeAsync(response, pod => client.AskAsync(pod, CancellationToken.None));
        Assert.StartsWith("GET /observation HTTP/1.1", request, StringComparison.Ordinal);
        return seen;
    }

    /// <summary>One call, answered with the given bytes, and what was sent.</summary>
    private static async Task<(T Answer, string Request)> ExchangeAsync<T>(string response, Func<SidecarPod, Task<T>> call)
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
        var answer = await call(Pod("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port));
        return (answer, await serving);
    }
}
