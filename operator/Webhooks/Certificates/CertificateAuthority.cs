using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>An authority of our own, which signs the replicas' certificates. Its text never shows the key.</summary>
internal sealed class CertificateAuthority
{
    private readonly X509Certificate2 _certificate;
    private readonly ECDsa _key;

    private CertificateAuthority(X509Certificate2 certificate, ECDsa key, TimeSpan clockSkew)
    {
        (_certificate, _key) = (certificate, key);
        Facts = new(
            IdOf(certificate),
            new DateTimeOffset(certificate.NotBefore.ToUniversalTime()) + clockSkew,
            new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
    }

    /// <summary>Its id and its times.</summary>
    public AuthorityFacts Facts { get; }

    /// <summary>The certificate as PEM.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>The private key as PEM (PKCS #8).</summary>
    public byte[] KeyPem => Encoding.ASCII.GetBytes(_key.ExportPkcs8PrivateKeyPem() + "\n");

    /// <summary>Makes one.</summary>
    public static CertificateAuthority Create(DateTimeOffset now, CertificateLifetimes lifetimes)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // Certificates tell whole seconds. The time in the name tells two authorities apart in people's tools.
        var from = now - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerSecond);
        var name = $"CN=k8srouter-webhook-ca-{from.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var certificate = request.CreateSelfSigned(from - lifetimes.ClockSkew, from + lifetimes.Authority);
        return new(certificate, key, lifetimes.ClockSkew);
    }

    /// <summary>Reads one; null: the texts aren't a certificate and its key, or none of an authority.</summary>
    public static CertificateAuthority? TryLoad(byte[]? certificatePem, byte[]? keyPem, TimeSpan clockSkew)
    {
        if (certificatePem is null || keyPem is null)
            return null;
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(Encoding.UTF8.GetString(keyPem));
            var certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(certificatePem));
            using var published = certificate.GetECDsaPublicKey();
            var fits = published?.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()) is true
                && certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(basic => basic.CertificateAuthority);
            return fits ? new(certificate, key, clockSkew) : null;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Signs a certificate for a server, with a new key that never leaves this process.</summary>
    public ServingCertificate Sign(
        CertificateNames names, DateTimeOffset now, DateTimeOffset expires, TimeSpan clockSkew)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=k8srouter-webhook", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(SubjectAlternativeNames(names));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        var from = new DateTimeOffset(_certificate.NotBefore.ToUniversalTime());
        var notBefore = now - clockSkew > from ? now - clockSkew : from;
        using var signed = request.Create(
            _certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), notBefore, expires, SerialNumber());
        var served = signed.CopyWithPrivateKey(key);
        return new(served, new(Facts.Id, now, new DateTimeOffset(served.NotAfter.ToUniversalTime())));
    }

    /// <summary>SHA-256 of a certificate, in hex.</summary>
    public static string IdOf(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    public override string ToString() => $"authority {Facts.Id[..8]}";

    private static X509Extension SubjectAlternativeNames(CertificateNames names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names.Dns)
            builder.AddDnsName(name);
        foreach (var address in names.Addresses)
            builder.AddIpAddress(address);
        return builder.Build();
    }

    /// <summary>Positive, as RFC 5280 wants it.</summary>
    private static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)(serial[0] & 0x7F | 0x40);
        return serial;
    }
}
