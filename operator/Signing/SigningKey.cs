using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Signing;

/// <summary>A private key that signs configurations: ECDSA on P-256. Its text never shows it.</summary>
internal sealed class SigningKey
{
    private readonly byte[] _pkcs8;

    private SigningKey(ECDsa key)
    {
        _pkcs8 = key.ExportPkcs8PrivateKey();
        var info = key.ExportSubjectPublicKeyInfo();
        PublicKey = Convert.ToBase64String(info);
        Id = ConfigKeys.IdOf(info);
    }

    /// <summary>As <see cref="ConfigKeys.IdOf"/> names it.</summary>
    public string Id { get; }

    /// <summary>The public key as sidecars are given it.</summary>
    public string PublicKey { get; }

    public static SigningKey Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(key);
    }

    /// <summary>Reads a private key in PEM; null: it isn't one on P-256.</summary>
    public static SigningKey? TryLoad(ReadOnlySpan<byte> pem)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(Encoding.UTF8.GetString(pem));
            var loaded = new SigningKey(key);
            return ConfigKeys.TryParse(loaded.PublicKey) is null ? null : loaded;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            // No PEM, another algorithm, or a public key alone.
            return null;
        }
    }

    /// <summary>The private key in PEM (PKCS #8).</summary>
    public byte[] ToPem() => Encoding.ASCII.GetBytes(PemEncoding.WriteString("PRIVATE KEY", _pkcs8) + "\n");

    /// <summary>Signs an envelope, in the name of this key. Safe for threads.</summary>
    public ConfigEnvelope Sign(ConfigEnvelope envelope)
    {
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(_pkcs8, out _);
        return (envelope with { KeyId = Id }).Sign(key);
    }

    public override string ToString() => $"signing key {Id}";
}
