using System.Security.Cryptography;

namespace K8sRouter.Core.Configuration;

/// <summary>
/// The public keys by which a sidecar verifies its configuration: as text, each the base64 of a SubjectPublicKeyInfo on P-256,
/// separated by commas.
/// </summary>
public sealed class ConfigKeys
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private const int IdLength = 16;

    private readonly Dictionary<string, byte[]> _keys;

    private ConfigKeys(Dictionary<string, byte[]> keys) => _keys = keys;

    /// <summary>Ids of the keys.</summary>
    public IReadOnlyCollection<string> Ids => _keys.Keys;

    /// <summary>Reads the text; null: it isn't of that form.</summary>
    public static ConfigKeys? TryParse(string text)
    {
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var info = new byte[part.Length];
            if (!Convert.TryFromBase64String(part, info, out int length))
                return null;
            info = info[..length];
            using var key = TryImport(info);
            if (key is null)
                return null;
            keys[IdOf(info)] = info;
        }
        return keys.Count == 0 ? null : new ConfigKeys(keys);
    }

    /// <summary>Short name of a key: the beginning of its SHA-256, in hex.</summary>
    /// <param name="publicKey">Its SubjectPublicKeyInfo.</param>
    public static string IdOf(ReadOnlySpan<byte> publicKey) =>
        Convert.ToHexStringLower(SHA256.HashData(publicKey))[..IdLength];

    /// <summary>Whether one of the keys signed the envelope.</summary>
    public bool Verify(ConfigEnvelope envelope)
    {
        if (!_keys.TryGetValue(envelope.KeyId, out byte[]? info))
            return false;
        using var key = TryImport(info);
        return key is not null && envelope.IsSignedBy(key);
    }

    private static ECDsa? TryImport(byte[] info)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(info, out int read);
            if (read == info.Length && key.ExportParameters(false).Curve is { IsNamed: true, Oid.Value: P256 })
                return key;
        }
        catch (CryptographicException)
        {
            // No key, or none of ours.
        }
        key.Dispose();
        return null;
    }
}
