using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Benchmarks.Journal;

/// <summary>Copies in the place of encrypting: what the journal would cost in clear.</summary>
internal sealed class PlainCipher : ISegmentCipher
{
    public void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> payload, Span<byte> target, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        payload.CopyTo(target);
        tag.Clear();
    }

    public void Dispose()
    {
    }
}
