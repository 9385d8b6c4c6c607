using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace K8sRouter.Operator.Tests.Commands;

/// <summary><c>destinations test</c> as somebody at a terminal sees it, over real connections.</summary>
public sealed class DestinationTestTests : IClassFixture<DestinationReceiver>, IDisposable
{
    private readonly DestinationReceiver _receiver;
    private readonly string _folder = Directory.CreateTempSubdirectory("destination-test-").FullName;

    public DestinationTestTests(DestinationReceiver receiver)
    {
        _receiver = receiver;
        _receiver.Got.Clear();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_destination_in_a_manifest_passes()
    {
        var (code, output, errors) = await RunAsync(Manifest(_receiver.Address), "--allow-private-addresses");

        Assert.Equal("", errors);
        Assert.Equal("passed  team-a/hook (webhook): It answered 200: the address and the credentials are right.\n", output);
        Assert.Equal(0, code);
        Assert.Equal(["""/ true {"resourceSpans":[]}"""], _receiver.Got);
    }

    [Fact]
    public async Task A_destination_is_found_by_its_name_too()
    {
        Manifest(_receiver.Address);
        var (code, output, _) = await RunAsync("hook", "--resources", _folder, "-n", "team-a", "--allow-private-addresses");
        Assert.Equal(0, code);
        Assert.StartsWith("passed  team-a/hook", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Secret_may_lie_among_the_resources()
    {
        string[] parts = File.ReadAllText(Manifest(_receiver.Address)).Split("---\n");
        Directory.CreateDirectory(Path.Combine(_folder, "resources"));
        File.WriteAllText(Path.Combine(_folder, "resources", "secret.yaml"), parts[1]);
        string file = Path.Combine(_folder, "alone.yaml");
        File.WriteAllText(file, parts[0]);

        Assert.Equal(0, (await RunAsync(file, "--resources", Path.Combine(_folder, "resources"), "--allow-private-addresses")).Code);

        var (code, output, _) = await RunAsync(file, "--allow-private-addresses");
        Assert.Equal(1, code);
        Assert.Contains("Secret team-a/hook doesn't exist; create it", output, StringComparison.Ordinal);
        Assert.Contains("[SecretNotFound]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_credential_fails_in_words_and_as_json_and_is_never_printed()
    {
        string file = Manifest(_receiver.Address, "Bearer wr0ng-token");

        var (code, output, errors) = await RunAsync(file, "--allow-private-addresses");
        Assert.Equal(1, code);
        Assert.Equal(
            "FAILED  team-a/hook (webhook): It answered 401: it doesn't know the credential. Check headers.Authorization, and method, and that "
            + "the credential wasn't revoked and belongs to this address. [unauthorized]\n", output);
        Assert.DoesNotContain("wr0ng", output + errors, StringComparison.Ordinal);

        (code, output, _) = await RunAsync(file, "--allow-private-addresses", "--json");
        var report = JsonNode.Parse(output)!["destinations"]![0]!;
        Assert.Equal(1, code);
        Assert.Equal((false, 401, "unauthorized", "hook"), ((bool)report["passed"]!, (int)report["status"]!, (string)report["reason"]!, (string)report["name"]!));
        Assert.DoesNotContain("wr0ng", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Private_addresses_are_refused_unless_they_are_allowed()
    {
        var (code, output, _) = await RunAsync(Manifest(_receiver.Address));
        Assert.Equal(1, code);
        Assert.EndsWith("[refused_address]\n", output, StringComparison.Ordinal);
        Assert.Empty(_receiver.Got);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://100.100.100.200/")]
    public async Task Link_local_and_metadata_addresses_are_refused_even_so(string address)
    {
        var (code, output, _) = await RunAsync(Manifest(address), "--allow-private-addresses");
        Assert.Equal(1, code);
        Assert.EndsWith("[refused_address]\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain(new Uri(address).Host, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plaintext_is_refused_unless_it_is_allowed()
    {
        var (code, output, _) = await RunAsync(Manifest(_receiver.Address, plaintext: false), "--allow-private-addresses");
        Assert.Equal(1, code);
        Assert.Contains("spec.allowPlaintext", output, StringComparison.Ordinal);
        Assert.Empty(_receiver.Got);
    }

    [Fact]
    public async Task A_redirect_is_told_and_not_followed()
    {
        var (code, output, _) = await RunAsync(Manifest(_receiver.Address + "/elsewhere"), "--allow-private-addresses");
        Assert.Equal(1, code);
        Assert.Contains("It answered 302, a redirect, which is never followed", output, StringComparison.Ordinal);
        Assert.Single(_receiver.Got);
    }

    [Fact]
    public async Task A_port_without_TLS_is_told()
    {
        var (_, output, _) = await RunAsync(
            Manifest(_receiver.Address.Replace("http:", "https:", StringComparison.Ordinal)), "--allow-private-addresses");
        Assert.EndsWith("[tls]\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_an_address_is_told()
    {
        var (_, output, _) = await RunAsync(Manifest("https://no-such-host.invalid/"));
        Assert.EndsWith("[name_not_resolved]\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_port_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var (_, output, _) = await RunAsync(Manifest($"http://127.0.0.1:{port}/"), "--allow-private-addresses");
        Assert.EndsWith("[connection]\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_never_answers_is_given_up_after_the_timeout()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        string file = Manifest($"http://{silent.LocalEndpoint}/");
        using var command = new CommandLine { Time = TimeProvider.System };
        int code = await command.RunAsync("destinations", "test", file, "--allow-private-addresses", "--timeout", "50ms");
        Assert.Equal(1, code);
        Assert.Contains("No answer within 0.05 s.", command.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hook")]
    [InlineData("hook", "--resources", ".")]
    [InlineData("hook", "--timeout", "10")]
    [InlineData("hook", "--timeout", "11m")]
    [InlineData("hook", "--timeout", "0s")]
    [InlineData]
    public async Task Wrong_usage_ends_with_2(params string[] arguments) => Assert.Equal(2, (await RunAsync(arguments)).Code);

    [Fact]
    public async Task What_isnt_there_is_told()
    {
        Manifest(_receiver.Address);
        var (code, _, errors) = await RunAsync("hok", "--resources", _folder, "-n", "team-a");
        Assert.Equal(1, code);
        Assert.Equal("error: workspace 'team-a' has no destination 'hok'. Did you mean hook?\n", errors);

        (code, _, errors) = await RunAsync(Path.Combine(_folder, "none.yaml"));
        Assert.Equal(1, code);
        Assert.Contains("can't be read", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_with_errors_is_refused_with_its_line_and_nothing_is_sent()
    {
        string file = Manifest(_receiver.Address);
        File.WriteAllText(file, File.ReadAllText(file).Replace("type: webhook", "type: webhok", StringComparison.Ordinal));
        var (code, _, errors) = await RunAsync(file, "--allow-private-addresses");
        Assert.Equal(1, code);
        Assert.Contains("spec.type", errors, StringComparison.Ordinal);
        Assert.Contains("is refused, so nothing was sent.", errors, StringComparison.Ordinal);
        Assert.Empty(_receiver.Got);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var command = new CommandLine();
        int code = await command.RunAsync(["destinations", "test", .. arguments]);
        return (code, command.Output, command.Errors);
    }

    private string Manifest(string address, string token = DestinationReceiver.Token, bool plaintext = true)
    {
        string file = Path.Combine(_folder, "hook.yaml");
        File.WriteAllText(
            file,
            $$"""
            apiVersion: k8srouter.io/v1alpha1
            kind: ObservabilityDestination
            metadata: {name: hook, namespace: team-a}
            spec:
              type: webhook
              allowPlaintext: {{(plaintext ? "true" : "false")}}
              secretConfig:
              - {field: url, name: hook, key: url}
              - {field: headers.Authorization, name: hook, key: token}
            ---
            apiVersion: v1
            kind: Secret
            metadata:
              name: hook
              namespace: team-a
              labels: {k8srouter.io/use: destination}
            stringData:
              url: "{{address}}"
              token: "{{token}}"

            """);
        return file;
    }
}
