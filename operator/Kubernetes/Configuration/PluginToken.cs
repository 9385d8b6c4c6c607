using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s.KubeConfigModels;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>
/// What a credential plugin printed, a token or a certificate, until it expires or the server refuses it. The plugin runs once
/// for all calls that wait for it, and they share its failure.
/// </summary>
internal sealed class PluginToken(CredentialPlugin plugin, TimeProvider clock) : IRenewableToken, IDisposable
{
    /// <summary>A call may be on its way so long.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1);
    private ExecCredentialResponse.ExecStatus? _printed;
    private string? _failure;
    private int _runs;

    /// <summary>The certificate that it printed, for new connections; null: none, or it hasn't run yet.</summary>
    public X509Certificate2? ClientCertificate { get; private set; }

    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        var printed = await PrintedAsync(IsFresh, cancellationToken);
        // A certificate needs no header, which null stands for.
        return string.IsNullOrEmpty(printed.Token) ? null! : new("Bearer", printed.Token);
    }

    /// <inheritdoc />
    public async Task<bool> RenewAsync(string refused, CancellationToken cancellationToken)
    {
        var printed = await PrintedAsync(printed => printed.Token != refused, cancellationToken);
        return printed.Token != refused;
    }

    public void Dispose() => _gate.Dispose();

    private bool IsFresh(ExecCredentialResponse.ExecStatus printed) =>
        printed.ExpirationTimestamp is not { } end || end > clock.GetUtcNow() + Margin;

    private async Task<ExecCredentialResponse.ExecStatus> PrintedAsync(
        Func<ExecCredentialResponse.ExecStatus, bool> isUsable, CancellationToken cancellationToken)
    {
        int seen = Volatile.Read(ref _runs);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_runs != seen && _failure is not null)
                throw new KubernetesConfigurationException(_failure);
            if (_printed is not null && (_runs != seen || isUsable(_printed)))
                return _printed;
            return await RunAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<ExecCredentialResponse.ExecStatus> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var printed = await plugin.RunAsync(clock, cancellationToken);
            if (!string.IsNullOrEmpty(printed.ClientCertificateData))
            {
                ClientCertificate = Certificates.ReadClient(
                    printed.ClientCertificateData, printed.ClientKeyData ?? "", $"{plugin}").TargetCertificate;
            }
            (_printed, _failure) = (printed, null);
            _runs++;
            return printed;
        }
        catch (KubernetesConfigurationException fault)
        {
            _failure = fault.Message;
            _runs++;
            throw;
        }
    }
}
