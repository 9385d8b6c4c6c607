using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>The certificate that a replica serves, in memory alone.</summary>
internal sealed class ServingCertificate(X509Certificate2 certificate, LeafFacts facts)
{
    /// <summary>Who signed it, and its times.</summary>
    public LeafFacts Facts { get; } = facts;

    /// <summary>As TLS wants it. Offline: nothing is ever fetched to complete the chain.</summary>
    public SslStreamCertificateContext Context { get; } =
        SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
}
