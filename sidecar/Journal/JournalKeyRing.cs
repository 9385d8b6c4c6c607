using System.Buffers.Binary;
using System.Security.Cryptography;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// The journal's keys: the first wraps the data keys of new segments, the others open those written before a rotation.
/// </summary>
internal sealed class JournalKeyRing
{
    public const int KeyLength = 32;

    private readonly (ulong Id, byte[] Key)[] _keys;

    /// <param name="keys">The current key, then earlier ones.</param>
    public JournalKeyRing(IReadOnlyList<byte[]> keys)
    {
        if (keys.Count == 0)
            throw new ArgumentException("The journal needs a key.", nameof(keys));
        if (keys.Any(k => k.Length != KeyLength))
            throw new ArgumentException($"A journal key has {KeyLength} bytes.", nameof(keys));
        _keys = [.. keys.Select(k => (IdOf(k), (byte[])k.Clone()))];
    }

    /// <summary>The key for new segments.</summary>
    public ulong CurrentId => _keys[0].Id;

    public ReadOnlySpan<byte> Current => _keys[0].Key;

    /// <summary>The first eight bytes of a key's SHA-256: names it without telling anything about it.</summary>
    public static ulong IdOf(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    public bool TryGet(ulong id, out ReadOnlySpan<byte> key)
    {
        foreach (var entry in _keys)
        {
            if (entry.Id != id)
                continue;
            key = entry.Key;
            return true;
        }
        key = default;
        return false;
    }
}
