using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace K8sRouter.Core.Events.Redis;

/// <summary>
/// Has a server's certificate judged by the authorities of the settings, or of the system, and knows how far TLS got: the client
/// gives the same answer to a handshake that hangs as to a server that can't be reached.
/// </summary>
/// <param name="authority">Certificates in PEM; null: those of the system.</param>
public sealed class RedisCertificates(string? authority)
{
    private readonly X509Certificate2Collection? _roots = authority is null ? null : Read(authority);

    /// <summary>Whether a handshake began, so the server was reached.</summary>
    internal bool Began { get; private set; }

    /// <summary>Whether a certificate was refused.</summary>
    internal bool Refused { get; private set; }

    /// <summary>Whether a certificate was accepted.</summary>
    internal bool Accepted { get; private set; }

    /// <summary>Whether a text holds at least one certificate.</summary>
    public static bool AreReadable(string authority)
    {
        try
        {
            return Read(authority).Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>
    /// How a handshake that begins now is to go. Nobody is asked about revocation: a pod may reach nobody who knows.
    /// </summary>
    /// <param name="host">The name that the certificate must be for.</param>
    internal SslClientAuthenticationOptions Begin(string host)
    {
        Began = true;
        return new()
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = _roots is null ? null : PolicyOf(_roots),
            RemoteCertificateValidationCallback = (_, _, _, errors) => Note(errors),
        };
    }

    private bool Note(SslPolicyErrors errors)
    {
        bool trusted = errors == SslPolicyErrors.None;
        Refused |= !trusted;
        Accepted |= trusted;
        return trusted;
    }

    private static X509ChainPolicy PolicyOf(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static X509Certificate2Collection Read(string authority)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(authority);
        return certificates;
    }
}
