using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace K8sRouter.Testing.Redis;

/// <summary>A certificate for this machine, signed by itself, as files that a server reads.</summary>
public sealed class RedisCertificate
{
    public RedisCertificate(string folder, string name = "127.0.0.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        Pem = certificate.ExportCertificatePem();
        File = Path.Combine(folder, "server.pem");
        KeyFile = Path.Combine(folder, "server.key");
        System.IO.File.WriteAllText(File, Pem);
        System.IO.File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string Pem { get; }

    public string File { get; }

    public string KeyFile { get; }
}
