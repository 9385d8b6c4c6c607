using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace K8sRouter.Testing.Cluster;

/// <summary>The keys of one cluster: an authority, the API server's certificate, the administrator's, and the key of tokens.</summary>
internal sealed class ClusterCertificates : IDisposable
{
    private readonly DateTimeOffset _from = TimeProvider.System.GetUtcNow().AddHours(-1);
    private readonly ECDsa _authorityKey = NewKey();
    private readonly ECDsa _tokenKey = NewKey();

    /// <param name="address">Of the API server, where it isn't loopback.</param>
    public ClusterCertificates(IPAddress? address = null)
    {
        var request = NewRequest("CN=k8srouter-tests", _authorityKey);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Authority = request.CreateSelfSigned(_from, Until);
        Server = Issue("CN=kube-apiserver", address ?? IPAddress.Loopback);
        // The group that RBAC's first role binding makes administrators.
        Admin = Issue("O=system:masters,CN=admin", server: null);
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Server { get; }

    public X509Certificate2 Admin { get; }

    /// <summary>What service account tokens are signed with, as PEM.</summary>
    public string TokenKey => _tokenKey.ExportECPrivateKeyPem();

    private DateTimeOffset Until => _from.AddDays(2);

    public static string PrivateKey(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportECPrivateKeyPem();
    }

    /// <summary>Calls the API server as the administrator, and trusts none but it.</summary>
    public HttpClient CreateAdminClient(Uri server)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new()
            {
                ClientCertificateContext = SslStreamCertificateContext.Create(Admin, additionalCertificates: null, offline: true),
                CertificateChainPolicy = new()
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { Authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        return new(handler) { BaseAddress = server };
    }

    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
        Admin.Dispose();
        _authorityKey.Dispose();
        _tokenKey.Dispose();
    }

    private X509Certificate2 Issue(string subject, IPAddress? server)
    {
        using var key = NewKey();
        var request = NewRequest(subject, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // 1: server authentication, 2: client authentication.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new($"1.3.6.1.5.5.7.3.{(server is null ? 2 : 1)}")], false));
        if (server is not null)
            request.CertificateExtensions.Add(ServerNames(server));
        using var signed = request.Create(Authority, _from, Until, RandomNumberGenerator.GetBytes(12));
        return signed.CopyWithPrivateKey(key);
    }

    private static X509Extension ServerNames(IPAddress address)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        names.AddIpAddress(IPAddress.Parse("10.96.0.1"));
        foreach (string name in new[] { "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc" })
            names.AddDnsName(name);
        return names.Build();
    }

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CertificateRequest NewRequest(string subject, ECDsa key) => new(subject, key, HashAlgorithmName.SHA256);
}
