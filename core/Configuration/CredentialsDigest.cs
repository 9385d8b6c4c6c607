using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace K8sRouter.Core.Configuration;

/// <summary>
/// One digest of all that a sidecar holds of credentials, by which operator and sidecar compare what they have: HMAC-SHA256 under
/// the workspace's hashing key, since a plain hash of a password can be guessed.
/// </summary>
public static class CredentialsDigest
{
    private const int KeyBytes = 32;

    /// <summary>The digest in lowercase hex; null: the hashing key isn't among the files, or is broken.</summary>
    /// <param name="files">Every secret file of the volume by name, byte for byte.</param>
    public static string? Of(IReadOnlyDictionary<string, byte[]> files)
    {
        var key = new byte[KeyBytes + 1];
        if (!files.TryGetValue(ConfigFiles.HashingKey, out byte[]? encoded)
            || !Convert.TryFromBase64String(Encoding.ASCII.GetString(encoded).Trim(), key, out int length) || length != KeyBytes)
            return null;
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.AsSpan(0, length));
        hash.AppendData("k8srouter-credentials 1\n"u8);
        foreach (var (name, value) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            // With lengths, so that no two sets of files read the same.
            Append(hash, Encoding.UTF8.GetBytes(name));
            Append(hash, value);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, byte[] data)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        hash.AppendData(length);
        hash.AppendData(data);
    }
}
