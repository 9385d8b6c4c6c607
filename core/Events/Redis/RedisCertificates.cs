using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace K8sRouter.Core.Events.Redis;

/// <summary>Judges a server's certificate by the authorities of the settings, or of the system.</summary>
/// <param name="authority">Certificates in PEM; null: those of the system.</param>
public sealed class RedisCertificates(string? authority)
{
    private readonly X509Certificate2Collection? _roots = authority is null ? null : Read(authority);

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

    /// <summary>Whether a certificate that a server showed is trusted.</summary>
    internal bool Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        bool trusted = _roots is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? errors == SslPolicyErrors.None
            : certificate is not null && IsIssuedByRoots(certificate, chain);
        Refused |= !trusted;
        Accepted |= trusted;
        return trusted;
    }

    private bool IsIssuedByRoots(X509Certificate shown, X509Chain? sent)
    {
        using var certificate = new X509Certificate2(shown);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_roots!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (sent is not null)
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(element => element.Certificate).ToArray());
        return chain.Build(certificate);
    }

    private static X509Certificate2Collection Read(string authority)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(authority);
        return certificates;
    }
}
