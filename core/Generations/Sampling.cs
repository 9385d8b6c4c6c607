using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace K8sRouter.Core.Generations;

/// <summary>
/// The one rule by which a share of generations is chosen. Deterministic, so that every sidecar, retry and replay decides
/// alike; a session is in or out as a whole; scopes (a logging policy, a destination) choose independently of each other.
/// </summary>
public static class Sampling
{
    private const int StackBytes = 1024;
    private const decimal TwoToThe64 = 18_446_744_073_709_551_616m;

    /// <summary>
    /// Whether the first 8 bytes, big-endian, of SHA-256(<paramref name="scopeId"/> + session id, else generation id),
    /// divided by 2^64, are below <paramref name="rate"/>.
    /// </summary>
    /// <param name="scopeId">Unique id of what samples.</param>
    /// <param name="sessionId">The caller's session; null or empty: each generation decides for itself.</param>
    /// <param name="generationId">Id of the generation.</param>
    /// <param name="rate">Share to include: 1 and above is everything, 0 and below nothing.</param>
    public static bool Includes(string scopeId, string? sessionId, string generationId, decimal rate)
    {
        if (rate >= 1)
            return true;
        if (rate <= 0)
            return false;
        return Position(scopeId, string.IsNullOrEmpty(sessionId) ? generationId : sessionId) < rate * TwoToThe64;
    }

    private static ulong Position(string scopeId, string unit)
    {
        int most = Encoding.UTF8.GetMaxByteCount(scopeId.Length + unit.Length);
        byte[]? rented = most > StackBytes ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> text = rented ?? stackalloc byte[StackBytes];
        int length = Encoding.UTF8.GetBytes(scopeId, text);
        length += Encoding.UTF8.GetBytes(unit, text[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
