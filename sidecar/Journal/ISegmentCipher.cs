namespace K8sRouter.Sidecar.Journal;

/// <summary>Encrypts one segment's payloads. The benchmark has one that doesn't, to see what encryption costs.</summary>
internal interface ISegmentCipher : IDisposable
{
    void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> payload, Span<byte> target, Span<byte> tag, ReadOnlySpan<byte> associated);
}
