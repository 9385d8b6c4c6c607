using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>Reads certificates and keys in PEM. Errors show none of them.</summary>
internal static class Certificates
{
    /// <exception cref="KubernetesConfigurationException">The file can't be read.</exception>
    public static string ReadFile(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigurationException($"{file}: it can't be read: {fault.Message}");
        }
    }

    /// <exception cref="KubernetesConfigurationException">There is no certificate in it.</exception>
    public static X509Certificate2Collection ReadAuthorities(string pem, string origin)
    {
        var certificates = ReadAll(pem);
        return certificates is { Count: > 0 }
            ? certificates
            : throw new KubernetesConfigurationException($"{origin}: there is no certificate in PEM in it.");
    }

    /// <summary>A certificate with its key, RSA or EC, in PKCS#1, SEC 1 or PKCS#8, and the certificates that issued it.</summary>
    /// <exception cref="KubernetesConfigurationException">They can't be read, or don't belong together.</exception>
    public static SslStreamCertificateContext ReadClient(string certificatePem, string keyPem, string origin)
    {
        var chain = ReadAll(certificatePem);
        if (chain is not { Count: > 0 })
            throw new KubernetesConfigurationException($"{origin}: there is no certificate in PEM in client-certificate.");
        try
        {
            var certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            chain.RemoveAt(0);
            return SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new KubernetesConfigurationException(
                $"{origin}: client-key isn't the certificate's key, or isn't an unencrypted RSA or EC key in PEM.");
        }
    }

    private static X509Certificate2Collection? ReadAll(string pem)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
            return certificates;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
