using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using K8sRouter.Core.Buffers;

namespace K8sRouter.Core.Json;

/// <summary>
/// JSON that is built piece by piece in pooled memory, for what is written once a generation: keys and punctuation are copied as
/// they are, texts are escaped no more than JSON demands. It knows no grammar: whoever writes does. It holds prompts, so its
/// memory is cleared before the pool gets it back.
/// </summary>
internal sealed class JsonBuffer(int capacity = JsonBuffer.Initial) : IBufferWriter<byte>, IDisposable
{
    private const int Initial = 4 << 10;

    /// <summary>Memory above this size isn't kept for the next generation.</summary>
    private const int KeptAtMost = 1 << 20;

    private const int LongestNumber = 32;

    private static readonly SearchValues<byte> EscapedBytes = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(control => (byte)control), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<char> EscapedCharacters = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(control => (char)control), '"', '\\']);

    private byte[] _bytes = PooledArrays.Rent(capacity);
    private int _dirty;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    /// <summary>Empties the buffer.</summary>
    public void Reset()
    {
        _dirty = Math.Max(_dirty, Length);
        Length = 0;
        if (_bytes.Length > KeptAtMost)
            Replace(Initial);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    public void Append(byte one)
    {
        GetSpan(1)[0] = one;
        Length++;
    }

    /// <summary>Repeats what stands in the buffer already.</summary>
    public void Repeat(int start, int length)
    {
        Reserve(length);
        _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(Length));
        Length += length;
    }

    /// <summary>
    /// Writes over what stands in the buffer already: a length that is known only when its value has been written.
    /// </summary>
    public void Patch(int start, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes.AsSpan(start, Length - start));

    /// <summary>Appends the inside of a string.</summary>
    /// <param name="utf8">Its text: valid UTF-8.</param>
    public void AppendText(ReadOnlySpan<byte> utf8)
    {
        for (int at; (at = utf8.IndexOfAny(EscapedBytes)) >= 0; utf8 = utf8[(at + 1)..])
        {
            Append(utf8[..at]);
            AppendEscape(utf8[at]);
        }
        Append(utf8);
    }

    /// <summary>Appends the inside of a string; halves of surrogate pairs become U+FFFD.</summary>
    public void AppendText(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOfAny(EscapedCharacters)) >= 0; text = text[(at + 1)..])
        {
            AppendUnescaped(text[..at]);
            AppendEscape((byte)text[at]);
        }
        AppendUnescaped(text);
    }

    /// <summary>Appends a string with its quotes, or <c>null</c>.</summary>
    public void AppendString(string? text)
    {
        if (text is null)
        {
            Append("null"u8);
            return;
        }
        Append((byte)'"');
        AppendText(text);
        Append((byte)'"');
    }

    public void Append(long number)
    {
        number.TryFormat(GetSpan(LongestNumber), out int written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    public void Append(double number)
    {
        number.TryFormat(GetSpan(LongestNumber), out int written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    public void Append(bool value) => Append(value ? "true"u8 : "false"u8);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Gives the memory to nobody: somebody may still be reading it.</summary>
    public void Abandon() => _bytes = [];

    public void Dispose()
    {
        Return();
        _bytes = [];
        Length = 0;
    }

    private void AppendUnescaped(ReadOnlySpan<char> text) =>
        Length += Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));

    private void AppendEscape(byte character)
    {
        switch (character)
        {
            case (byte)'"':
                Append("\\\""u8);
                break;
            case (byte)'\\':
                Append("\\\\"u8);
                break;
            case (byte)'\n':
                Append("\\n"u8);
                break;
            case (byte)'\r':
                Append("\\r"u8);
                break;
            case (byte)'\t':
                Append("\\t"u8);
                break;
            default:
                Append("\\u00"u8);
                character.TryFormat(GetSpan(2), out int written, "x2", CultureInfo.InvariantCulture);
                Length += written;
                break;
        }
    }

    private void Reserve(int count)
    {
        if (count > _bytes.Length - Length)
            Replace(Math.Max(checked(Length + count), _bytes.Length * 2));
    }

    private void Replace(int size)
    {
        byte[] next = PooledArrays.Rent(size);
        Span.CopyTo(next);
        Return();
        _bytes = next;
        _dirty = 0;
    }

    private void Return()
    {
        if (_bytes.Length == 0)
            return;
        CryptographicOperations.ZeroMemory(_bytes.AsSpan(0, Math.Max(_dirty, Length)));
        PooledArrays.Return(_bytes);
    }
}
