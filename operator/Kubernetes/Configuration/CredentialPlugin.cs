using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.KubeConfigModels;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>
/// A program that prints a credential, as those of EKS, GKE and AKS do. Run here and not by the library, which joins the
/// arguments by blanks, tells the program that somebody answers its questions, lets it write into our log, ignores its exit code,
/// leaves it running after its own time limit, and quotes what it printed.
/// </summary>
internal sealed class CredentialPlugin
{
    /// <summary>Less than a call may last, so that the error says what was slow.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);

    private const string ExecInfo = "KUBERNETES_EXEC_INFO";

    /// <summary>A certificate with its chain and a token are a few thousand bytes.</summary>
    private const int MaxOutput = 1024 * 1024;

    private readonly string _name;
    private readonly ProcessStartInfo _start;
    private readonly string _apiVersion;

    private CredentialPlugin(string name, ProcessStartInfo start, string apiVersion) =>
        (_name, _start, _apiVersion) = (name, start, apiVersion);

    /// <summary>The plugin of a user.</summary>
    /// <exception cref="KubernetesConfigurationException">There is no such program, or not all can be told it.</exception>
    public static CredentialPlugin Of(
        KubeConfigEntry<KubeConfigUser> user,
        KubeConfigPlugin plugin,
        KubeConfigEntry<KubeConfigCluster> cluster,
        ConfigurationSearch search)
    {
        var start = new ProcessStartInfo(Find(user, plugin, search))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in plugin.Arguments ?? [])
            start.ArgumentList.Add(argument);
        foreach (var variable in plugin.EnvironmentVariables ?? [])
            start.Environment[variable["name"]] = variable["value"];
        start.Environment[ExecInfo] = Info(plugin, cluster).ToJsonString();
        return new($"{user}: the credential plugin {plugin.Command}", start, plugin.ApiVersion);
    }

    /// <summary>Runs it.</summary>
    /// <exception cref="KubernetesConfigurationException">It gave no credential. Nothing that it printed is quoted.</exception>
    public async Task<ExecCredentialResponse.ExecStatus> RunAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var within = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Start();
        try
        {
            // What it says of itself is read, or it would stop at a full pipe, and thrown away: it may hold a token.
            var words = process.StandardError.BaseStream.CopyToAsync(Stream.Null, within.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, within.Token);
            await words;
            await process.WaitForExitAsync(within.Token);
            return process.ExitCode == 0
                ? Parse(output, clock.GetUtcNow())
                : throw Failed($"ended with code {process.ExitCode}. Run it by hand to see what it says.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"gave no credential within {TimeLimit.TotalSeconds:0} seconds, and was ended.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>For errors: which program of which user.</summary>
    public override string ToString() => _name;

    /// <summary>A path is relative to the kubeconfig, a name is looked for in PATH alone, as with kubectl.</summary>
    private static string Find(KubeConfigEntry<KubeConfigUser> user, KubeConfigPlugin plugin, ConfigurationSearch search)
    {
        IEnumerable<string> folders = plugin.Command.Contains(Path.DirectorySeparatorChar)
            ? [user.Folder]
            : (search.Environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (folders.Select(folder => Path.Combine(folder, plugin.Command)).FirstOrDefault(File.Exists) is { } found)
            return found;
        throw new KubernetesConfigurationException(
            $"{user}: there is no credential plugin {plugin.Command}. Install it, or use a token or a client certificate."
            + (string.IsNullOrWhiteSpace(plugin.InstallHint) ? "" : $" {plugin.InstallHint.Trim()}"));
    }

    /// <summary>What the plugin is told: that nobody answers questions, and about which cluster it is.</summary>
    private static JsonObject Info(KubeConfigPlugin plugin, KubeConfigEntry<KubeConfigCluster> cluster)
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (plugin.ProvideClusterInfo)
            spec["cluster"] = Cluster(cluster);
        return new() { ["apiVersion"] = plugin.ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec };
    }

    private static JsonObject Cluster(KubeConfigEntry<KubeConfigCluster> cluster)
    {
        const string Extension = "client.authentication.k8s.io/exec";
        var entry = cluster.Value;
        if (entry.Extensions?.Any(extension => extension?.Name == Extension) == true)
        {
            throw new KubernetesConfigurationException(
                $"{cluster}: the extension {Extension} can't be given to a plugin. Remove it, or provideClusterInfo.");
        }
        return new()
        {
            ["server"] = entry.Server,
            ["tls-server-name"] = entry.TlsServerName,
            ["insecure-skip-tls-verify"] = entry.SkipTlsVerify,
            ["certificate-authority-data"] = AuthorityData(cluster),
            ["proxy-url"] = entry.ProxyUrl,
        };
    }

    private static string? AuthorityData(KubeConfigEntry<KubeConfigCluster> cluster)
    {
        var entry = cluster.Value;
        if (!string.IsNullOrEmpty(entry.CertificateAuthorityData) || string.IsNullOrEmpty(entry.CertificateAuthority))
            return entry.CertificateAuthorityData;
        var pem = Certificates.ReadFile(cluster.Resolve(entry.CertificateAuthority));
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));
    }

    private Process Start()
    {
        try
        {
            var process = Process.Start(_start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Exception fault) when (fault is Win32Exception or IOException)
        {
            throw Failed("can't be started. Is it a program, and may it be executed?");
        }
    }

    private async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (output.Length + read > MaxOutput)
                throw Failed($"printed more than {MaxOutput} bytes, which no credential has.");
            output.Write(buffer, 0, read);
        }
        return output.ToArray();
    }

    private ExecCredentialResponse.ExecStatus Parse(byte[] output, DateTimeOffset now)
    {
        ExecCredentialResponse? printed;
        try
        {
            printed = k8s.KubernetesJson.Deserialize<ExecCredentialResponse?>(Encoding.UTF8.GetString(output));
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            printed = null;
        }
        if (printed?.Status is not { } status || printed.Kind != "ExecCredential")
            throw Failed("printed no ExecCredential with a status.");
        if (printed.ApiVersion != _apiVersion)
            throw Failed($"printed an ExecCredential of another apiVersion than {_apiVersion}. Correct the kubeconfig's.");
        if (!status.IsValid())
            throw Failed("printed neither a token nor a certificate with its key.");
        if (!string.IsNullOrEmpty(status.Token) && FileToken.Clean(status.Token) is null)
            throw Failed("printed a token with characters that none has.");
        if (status.ExpirationTimestamp is { } end && end <= now)
            throw Failed($"printed a credential that expired at {end:u}. Log in again, or set the clock.");
        return status;
    }

    private KubernetesConfigurationException Failed(string what) => new($"{_name} {what}");
}
