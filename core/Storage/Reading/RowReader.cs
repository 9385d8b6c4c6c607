using System.IO.Hashing;
using K8sRouter.Core.Buffers;


namespace K8sRouter.Core.Storage.Reading;

/// <summary>
/// Reads an object row by row, without making text of it, and sums up its bytes on the way. A row without end takes no more
/// memory than <see cref="MostRowBytes"/>.
/// </summary>
internal sealed class RowReader(Stream stream) : IAsyncDisposable
{
    public const int MostRowBytes = 16 << 20;

    private readonly Crc32 _crc = new(Crc32ParameterSet.Crc32C);
    private byte[] _buffer = PooledArrays.Rent(64 << 10);
    private int _start;
    private int _end;
    private int _searched;
    private bool _ended;

    /// <summary>The row that was read last, without its line end; valid until the next one is read.</summary>
    public ReadOnlyMemory<byte> Row { get; private set; }

    /// <summary>Its number, from 0.</summary>
    public int Number { get; private set; } = -1;

    /// <summary>Whether it is longer than any row may be. It is then empty.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Whether it ends with a line end; the last one may not.</summary>
    public bool HasLineEnd { get; private set; }

    /// <summary>CRC32C of what was read from the stream.</summary>
    public uint Crc => _crc.GetCurrentHashAsUInt32();

    /// <summary>Bytes that were read from the stream.</summary>
    public long Length { get; private set; }

    /// <summary>Reads the next row; false: there is none.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        IsTooLong = false;
        while (true)
        {
            int at = _buffer.AsSpan(_start + _searched, _end - _start - _searched).IndexOf((byte)'\n');
            if (at >= 0)
                return Take(_searched + at, 1);
            _searched = _end - _start;
            if (_searched > MostRowBytes)
            {
                // What was read of it is let go.
                IsTooLong = true;
                _start = _end;
                _searched = 0;
            }
            if (_ended)
                return (_end > _start || IsTooLong) && Take(_end - _start, 0);
            await FillAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        Row = default;
        PooledArrays.Return(_buffer);
        _buffer = [];
        return stream.DisposeAsync();
    }

    private bool Take(int length, int lineEnd)
    {
        Row = IsTooLong ? default : _buffer.AsMemory(_start, length);
        _start += length + lineEnd;
        _searched = 0;
        HasLineEnd = lineEnd > 0;
        Number++;
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
            Grow();
        int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _crc.Append(_buffer.AsSpan(_end, read));
        Length += read;
        _end += read;
        _ended = read == 0;
    }

    private void Grow()
    {
        byte[] larger = PooledArrays.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        PooledArrays.Return(_buffer);
        _buffer = larger;
    }
}
