using System.Security.Cryptography;

namespace K8sRouter.Sidecar.Journal;

/// <summary>AES-256-GCM with the segment's own key.</summary>
internal sealed class AesSegmentCipher(ReadOnlySpan<byte> dataKey) : ISegmentCipher
{
    private readonly AesGcm _aes = new(dataKey, RecordHeader.TagLength);

    public void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> payload, Span<byte> target, Span<byte> tag, ReadOnlySpan<byte> associated) =>
        _aes.Encrypt(nonce, payload, target, tag, associated);

    public void Dispose() => _aes.Dispose();
}
