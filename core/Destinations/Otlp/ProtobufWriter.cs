using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace K8sRouter.Core.Destinations.Otlp;

/// <summary>
/// Protocol Buffers' wire format. A message whose length isn't known yet gets four bytes for it, filled when it ends: a varint
/// may be longer than it need be, and nothing is copied to find a length out.
/// </summary>
internal sealed class ProtobufWriter(TraceBuffer target)
{
    private const int ReservedLength = 4;
    private const int MostInReserved = (1 << (7 * ReservedLength)) - 1;
    private const int Varint = 0, Fixed64 = 1, Delimited = 2;

    /// <summary>Begins a message.</summary>
    /// <returns>What <see cref="End"/> wants.</returns>
    public Mark Begin(int field)
    {
        WriteTag(field, Delimited);
        target.Bytes.GetSpan(ReservedLength)[..ReservedLength].Clear();
        target.Bytes.Advance(ReservedLength);
        return new(target.Bytes.Length - ReservedLength, target.Length);
    }

    /// <summary>Ends the message that was begun there.</summary>
    /// <exception cref="OverflowException">It is longer than 256 MiB.</exception>
    public void End(Mark begun)
    {
        long length = target.Length - begun.Length;
        if (length > MostInReserved)
            throw new OverflowException("A message of more than 256 MiB can't be sent: lower the sidecar's --capture-bytes.");
        Span<byte> bytes = stackalloc byte[ReservedLength];
        for (int i = 0; i < ReservedLength; i++)
            bytes[i] = (byte)((int)(length >> (7 * i)) & 0x7F);
        foreach (ref byte notLast in bytes[..^1])
            notLast |= 0x80;
        target.Bytes.Patch(begun.At, bytes);
    }

    /// <summary>Begins a message of known length.</summary>
    public void WriteLength(int field, int length)
    {
        WriteTag(field, Delimited);
        WriteVarint((ulong)length);
    }

    public void WriteText(int field, ReadOnlySpan<char> text)
    {
        WriteLength(field, Encoding.UTF8.GetByteCount(text));
        AppendText(text);
    }

    public void WriteBytes(int field, ReadOnlySpan<byte> bytes)
    {
        WriteLength(field, bytes.Length);
        target.Bytes.Append(bytes);
    }

    /// <summary>Bytes that are given in hex.</summary>
    public void WriteHex(int field, string hex) => WriteBytes(field, Convert.FromHexString(hex));

    /// <summary>A number of type int64, bool or enum.</summary>
    public void WriteNumber(int field, long number)
    {
        WriteTag(field, Varint);
        WriteVarint((ulong)number);
    }

    public void WriteFixed(int field, long number)
    {
        WriteTag(field, Fixed64);
        BinaryPrimitives.WriteInt64LittleEndian(target.Bytes.GetSpan(sizeof(long)), number);
        target.Bytes.Advance(sizeof(long));
    }

    public void WriteDouble(int field, double number) => WriteFixed(field, BitConverter.DoubleToInt64Bits(number));

    /// <summary>Text without a field, in a message whose length has been written.</summary>
    public void AppendText(ReadOnlySpan<char> text)
    {
        int length = Encoding.UTF8.GetBytes(text, target.Bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        target.Bytes.Advance(length);
    }

    /// <summary>Bytes that a varint takes.</summary>
    public static int LengthOf(ulong number) => Math.Max(1, (64 - BitOperations.LeadingZeroCount(number) + 6) / 7);

    /// <summary>Bytes of a length-delimited field of a number below 16: its tag, its length and its value.</summary>
    public static int LengthOfField(int value) => 1 + LengthOf((ulong)value) + value;

    private void WriteTag(int field, int type) => WriteVarint((ulong)((field << 3) | type));

    private void WriteVarint(ulong number)
    {
        var bytes = target.Bytes.GetSpan(10);
        int length = 0;
        for (; number >= 0x80; number >>= 7)
            bytes[length++] = (byte)(number | 0x80);
        bytes[length++] = (byte)number;
        target.Bytes.Advance(length);
    }

    /// <summary>Where a message was begun.</summary>
    internal readonly record struct Mark(int At, long Length);
}
