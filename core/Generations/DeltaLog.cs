using System.Buffers;
using System.Buffers.Binary;

namespace K8sRouter.Core.Generations;

/// <summary>
/// The compact form in which a stream's content is captured: entries of kind (1 byte), index (1 byte, capped at 255), length
/// (4 bytes, little-endian) and bytes. Consecutive text of one choice may be one entry or many: readers concatenate.
/// </summary>
public static class DeltaLog
{
    /// <summary>Bytes in front of every entry's payload.</summary>
    public const int HeaderLength = 6;

    /// <summary>Writes an entry's header in front of <paramref name="length"/> bytes of payload.</summary>
    public static void WriteHeader(Span<byte> target, DeltaKind kind, int index, int length)
    {
        target[0] = (byte)kind;
        target[1] = (byte)Math.Min(index, byte.MaxValue);
        BinaryPrimitives.WriteInt32LittleEndian(target[2..], length);
    }

    /// <summary>Appends one entry.</summary>
    public static void Append(IBufferWriter<byte> target, DeltaKind kind, int index, ReadOnlySpan<byte> payload)
    {
        var span = target.GetSpan(HeaderLength + payload.Length);
        WriteHeader(span, kind, index, payload.Length);
        payload.CopyTo(span[HeaderLength..]);
        target.Advance(HeaderLength + payload.Length);
    }

    /// <summary>
    /// Reads the entry at the front of <paramref name="log"/> and moves past it; false at the end or at a cut entry.
    /// </summary>
    public static bool TryRead(ref ReadOnlySpan<byte> log, out DeltaKind kind, out int index, out ReadOnlySpan<byte> payload)
    {
        kind = default;
        index = 0;
        payload = default;
        if (log.Length < HeaderLength)
            return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(log[2..]);
        if (length < 0 || length > log.Length - HeaderLength)
            return false;
        kind = (DeltaKind)log[0];
        index = log[1];
        payload = log.Slice(HeaderLength, length);
        log = log[(HeaderLength + length)..];
        return true;
    }
}
