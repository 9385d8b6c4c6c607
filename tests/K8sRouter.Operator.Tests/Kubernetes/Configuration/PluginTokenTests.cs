using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Testing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Kubernetes.Configuration;

/// <summary>Real programs as the credential plugins of a kubeconfig.</summary>
public sealed class PluginTokenTests : IAsyncLifetime, IDisposable
{
    private const string Version = "client.authentication.k8s.io/v1";

    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private readonly TemporaryFolder _folder = new();
    private FakeApiServer _server = null!;
    private KubernetesClient? _client;

    public async Task InitializeAsync()
    {
        _server = await FakeApiServer.StartAsync();
        _server.AnswerJson("""{"metadata":{"name":"c"}}""");
        _folder.Write("ca.crt", _server.Authority.Pem);
        // The shell itself: a file that was just written can't be executed while another test starts a process.
        File.CreateSymbolicLink(_folder["plugin"], "/bin/sh");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose()
    {
        _client?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_plugin_gets_its_arguments_and_its_environment_and_is_told_of_the_cluster_and_that_nobody_answers()
    {
        WritePlugin($"""
            printf '%s\n' "$#" "$1" "$2" "$SETTING" > seen
            printf '%s' "$KUBERNETES_EXEC_INFO" > info
            {Prints("from-plugin")}
            """);
        Configure(["get token", "--now"], "env: [{name: SETTING, value: of the kubeconfig}], provideClusterInfo: true");

        await CallAsync();
        await CallAsync();

        Assert.Equal(["Bearer from-plugin", "Bearer from-plugin"], _server.Calls.Select(call => call.Headers["Authorization"]));
        Assert.Equal("2\nget token\n--now\nof the kubeconfig\n", Read("seen"));
        Assert.Equal(1, Runs);
        var info = JsonNode.Parse(Read("info"))!;
        Assert.Equal((Version, "ExecCredential", false), ((string?)info["apiVersion"], (string?)info["kind"], (bool?)info["spec"]!["interactive"]));
        Assert.Equal(_server.Address.AbsoluteUri, (string?)info["spec"]!["cluster"]!["server"]);
        Assert.Equal(_server.Authority.Pem, System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)info["spec"]!["cluster"]!["certificate-authority-data"]!)));
    }

    [Theory]
    [InlineData("echo hush; echo hush >&2; exit 3", "ended with code 3. Run it by hand to see what it says.")]
    [InlineData("kill -9 $$", "ended with code 137. Run it by hand to see what it says.")]
    [InlineData("echo hush", "printed no ExecCredential with a status.")]
    [InlineData("true", "printed no ExecCredential with a status.")]
    [InlineData("echo null", "printed no ExecCredential with a status.")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential"}'""", "printed no ExecCredential with a status.")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"Secret","status":{"token":"hush"}}'""", "printed no ExecCredential with a status.")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"hush","expirationTimestamp":"hush"}}'""", "printed no ExecCredential with a status.")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"hush"}}'""", "printed an ExecCredential of another apiVersion than client.authentication.k8s.io/v1. Correct the kubeconfig's.")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientKeyData":"hush"}}'""", "printed neither a token nor a certificate with its key.")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"hush\\nhush"}}'""", "printed a token with characters that none has.")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"hush","expirationTimestamp":"2026-11-20T11:59:59Z"}}'""", "printed a credential that expired at 2026-11-20 11:59:59Z. Log in again, or set the clock.")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientCertificateData":"hush","clientKeyData":"hush"}}'""", ": there is no certificate in PEM in client-certificate.")]
    [InlineData("yes hush | head -c 2000000", "printed more than 1048576 bytes, which no credential has.")]
    public async Task A_plugin_that_gives_no_credential_is_named_and_not_quoted(string script, string message)
    {
        WritePlugin(script);
        Configure();

        var fault = await Assert.ThrowsAsync<KubernetesException>(CallAsync);

        var separator = message.StartsWith(':') ? "" : " ";
        Assert.Equal($"get configmaps \"a/c\": there is no credential to send: {_folder["config"]}: user \"u\": the credential plugin ./plugin{separator}{message}", fault.Message);
        Assert.DoesNotContain("hush", fault.ToString(), StringComparison.Ordinal);
        Assert.Empty(_server.Calls);
    }

    [Fact]
    public async Task A_file_that_is_no_program_is_named()
    {
        File.Delete(_folder["plugin"]);
        _folder.Write("plugin", "not a program");
        Configure();

        Assert.EndsWith("the credential plugin ./plugin can't be started. Is it a program, and may it be executed?", (await Assert.ThrowsAsync<KubernetesException>(CallAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_hangs_is_ended_after_20_seconds_and_runs_again_with_the_next_call()
    {
        WritePlugin($"""
            [ -e hung ] && {Prints("late")} && exit
            echo $$ > pid.part; mv pid.part hung
            exec sleep 1000
            """);
        Configure();

        var call = CallAsync();
        await Soon.Holds(() => File.Exists(_folder["hung"]), "the plugin runs");
        using var process = Process.GetProcessById(int.Parse(Read("hung"), null));
        _clock.Advance(TimeSpan.FromSeconds(20));
        var fault = await Assert.ThrowsAsync<KubernetesException>(() => call);
        await process.WaitForExitAsync();
        await CallAsync();

        Assert.EndsWith("gave no credential within 20 seconds, and was ended.", fault.Message, StringComparison.Ordinal);
        Assert.Equal("Bearer late", _server.Call.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_plugin_ends_with_the_call_that_waits_for_it()
    {
        WritePlugin("echo $$ > pid.part; mv pid.part hung; exec sleep 1000");
        Configure();
        using var cancellation = new CancellationTokenSource();

        var call = _client!.GetAsync<V1ConfigMap>("a", "c", cancellation.Token);
        await Soon.Holds(() => File.Exists(_folder["hung"]), "the plugin runs");
        using var process = Process.GetProcessById(int.Parse(Read("hung"), null));
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await process.WaitForExitAsync();
    }

    [Fact]
    public async Task A_credential_that_expires_in_the_middle_is_printed_again_half_a_minute_before()
    {
        WritePlugin(Prints("token-$(wc -l < runs)", "2026-11-20T12:15:00Z"));
        Configure();

        await CallAsync();
        _clock.Advance(TimeSpan.FromSeconds((14 * 60) + 29));
        await CallAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await CallAsync();

        Assert.Equal(["Bearer token-1", "Bearer token-1", "Bearer token-2"], _server.Calls.Select(call => call.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_refused_token_is_printed_again_and_only_another_one_is_tried()
    {
        WritePlugin("""[ -e second ] && token=second || token=first""" + "\n" + Prints("$token"));
        Configure();
        _server.Answer = context => context.Request.Headers.Authorization == "Bearer second"
            ? FakeApiServer.JsonAsync(context, """{"metadata":{"name":"c"}}""")
            : FakeApiServer.JsonAsync(context, """{"kind":"Status","reason":"Unauthorized","message":"Unauthorized","code":401}""", 401);

        var refused = await Assert.ThrowsAsync<KubernetesException>(CallAsync);
        _folder.Write("second", "");
        await CallAsync();

        Assert.Equal("Unauthorized", refused.Reason);
        Assert.Equal(["Bearer first", "Bearer first", "Bearer second"], _server.Calls.Select(call => call.Headers["Authorization"]));
        Assert.Equal(3, Runs);
    }

    [Fact]
    public async Task Calls_that_wait_for_a_plugin_share_its_failure()
    {
        WritePlugin("while [ ! -e go ]; do sleep 0.02; done; exit 1");
        Configure();

        var calls = Enumerable.Range(0, 5).Select(_ => CallAsync()).ToArray();
        await Soon.Holds(() => File.Exists(_folder["runs"]), "the plugin runs");
        await Soon.Settle();
        _folder.Write("go", "");

        foreach (var call in calls)
            Assert.EndsWith("ended with code 1. Run it by hand to see what it says.", (await Assert.ThrowsAsync<KubernetesException>(() => call)).Message, StringComparison.Ordinal);
        Assert.Equal(1, Runs);
    }

    [Fact]
    public async Task A_certificate_that_a_plugin_prints_is_shown()
    {
        using var key = ECDsa.Create();
        _folder.Write("me.json", new JsonObject
        {
            ["apiVersion"] = Version,
            ["kind"] = "ExecCredential",
            ["status"] = new JsonObject { ["clientCertificateData"] = _server.Authority.IssueClient(key), ["clientKeyData"] = key.ExportPkcs8PrivateKeyPem() },
        }.ToJsonString());
        WritePlugin("cat me.json");
        Configure();

        await CallAsync();

        Assert.Equal("CN=somebody", _server.Call.ClientCertificate);
        Assert.DoesNotContain("Authorization", _server.Call.Headers.Keys);
    }

    [Fact]
    public void What_a_cluster_would_tell_a_plugin_and_cannot_is_refused()
    {
        WritePlugin("true");

        var fault = Assert.Throws<KubernetesConfigurationException>(() => Configure([], "provideClusterInfo: true", "extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: hush}}]"));

        Assert.Equal($"{_folder["config"]}: cluster \"c\": the extension client.authentication.k8s.io/exec can't be given to a plugin. Remove it, or provideClusterInfo.", fault.Message);
    }

    private int Runs => File.ReadAllLines(_folder["runs"]).Length;

    private static string Prints(string token, string? expires = null)
    {
        var end = expires is null ? "" : $",\"expirationTimestamp\":\"{expires}\"";
        return $$$"""printf '{"apiVersion":"%s","kind":"ExecCredential","status":{"token":"%s"%s}}' {{{Version}}} "{{{token}}}" '{{{end}}}'""";
    }

    /// <summary>Writes a script for the shell, which notes each of its runs.</summary>
    private void WritePlugin(string script)
    {
        _folder.Write("script", $"cd '{_folder.Path}'\necho run >> runs\n{script}\n");
    }

    private void Configure() => Configure([], "env: []");

    private void Configure(string[] arguments, string plugin, string cluster = "extensions: []")
    {
        var all = string.Join(", ", [_folder["script"], .. arguments]);
        _folder.Write("config", $$$"""
            clusters: [{name: c, cluster: {server: "{{{_server.Address}}}", certificate-authority: ca.crt, {{{cluster}}} }}]
            users:
            - name: u
              user: {exec: {apiVersion: {{{Version}}}, command: ./plugin, args: [{{{all}}}], {{{plugin}}} } }
            contexts: [{name: x, context: {cluster: c, user: u}}]
            current-context: x
            """);
        _client = new KubernetesClient(ConfigurationLoader.Load(new() { KubeConfigPath = _folder["config"], Environment = _ => null }, _clock), _clock);
    }

    private Task CallAsync() => _client!.GetAsync<V1ConfigMap>("a", "c", default);

    private string Read(string file) => File.ReadAllText(_folder[file]);
}
