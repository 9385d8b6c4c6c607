using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>
/// The authorities as the Secret holds them. The previous one keeps its key while it is trusted: a replica that starts before
/// its successor is trusted everywhere signs by it.
/// </summary>
internal sealed record AuthoritySet(CertificateAuthority Current, CertificateAuthority? Previous)
{
    private const string CurrentCertificate = "ca.crt";
    private const string CurrentKey = "ca.key";
    private const string PreviousCertificate = "ca-previous.crt";
    private const string PreviousKey = "ca-previous.key";

    /// <summary>The trusted certificates, the current one first.</summary>
    public string BundlePem => Current.CertificatePem + Previous?.CertificatePem;

    /// <summary>Reads a Secret's values; null: there is no usable current authority in them.</summary>
    public static AuthoritySet? TryLoad(IReadOnlyDictionary<string, byte[]>? data, TimeSpan clockSkew)
    {
        var current = Load(CurrentCertificate, CurrentKey);
        return current is null ? null : new(current, Load(PreviousCertificate, PreviousKey));

        CertificateAuthority? Load(string certificate, string key) => CertificateAuthority.TryLoad(
            data?.GetValueOrDefault(certificate), data?.GetValueOrDefault(key), clockSkew);
    }

    /// <summary>Ids of the certificates in a bundle; none where it is empty or can't be read.</summary>
    public static IReadOnlyList<string> IdsOf(byte[]? bundle)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(bundle ?? []));
            return [.. certificates.Select(CertificateAuthority.IdOf)];
        }
        catch (CryptographicException)
        {
            return [];
        }
        finally
        {
            foreach (var certificate in certificates)
                certificate.Dispose();
        }
    }

    /// <summary>The values for a Secret.</summary>
    public IReadOnlyDictionary<string, byte[]> ToData()
    {
        var data = new Dictionary<string, byte[]>
        {
            [CurrentCertificate] = Encoding.ASCII.GetBytes(Current.CertificatePem),
            [CurrentKey] = Current.KeyPem,
        };
        if (Previous is not null)
        {
            data[PreviousCertificate] = Encoding.ASCII.GetBytes(Previous.CertificatePem);
            data[PreviousKey] = Previous.KeyPem;
        }
        return data;
    }

    /// <summary>A new authority in the place of the current one, which becomes the previous one unless it has expired.</summary>
    public static AuthoritySet Rotate(AuthoritySet? set, DateTimeOffset now, CertificateLifetimes lifetimes)
    {
        var replaced = set?.Current.Facts.Expires > now ? set.Current : set?.Previous;
        return new(CertificateAuthority.Create(now, lifetimes), replaced);
    }

    public override string ToString() => Previous is null ? $"{Current}" : $"{Current}, before it {Previous}";
}
