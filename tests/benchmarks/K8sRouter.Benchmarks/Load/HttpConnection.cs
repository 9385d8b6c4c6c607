using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace K8sRouter.Benchmarks.Load;

/// <summary>
/// One HTTP/1.1 connection that is kept: a request's bytes out, a response in. By hand, so that the load generator costs less
/// than what it measures.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private long _arrived;

    public static async Task<HttpConnection> ConnectAsync(int port, CancellationToken cancellation)
    {
        var connection = new HttpConnection();
        await connection._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
        return connection;
    }

    /// <summary>Sends, reads the whole answer, and returns what is wrong with it; null: nothing.</summary>
    public async ValueTask<string?> ExchangeAsync(
        ReadOnlyMemory<byte> request, IResponseCheck check, CancellationToken cancellation)
    {
        for (var rest = request; rest.Length > 0;)
            rest = rest[await _socket.SendAsync(rest, cancellation)..];

        check.Begin();
        var head = await ReadHeadAsync(cancellation);
        if (head.Chunked)
        {
            await ReadChunksAsync(check, cancellation);
        }
        else
        {
            await ReadBytesAsync(head.Length, check, cancellation);
        }
        return head.Status == 200 ? check.End() : $"status {head.Status}";
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<(int Status, bool Chunked, long Length)> ReadHeadAsync(CancellationToken cancellation)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
            await FillAsync(cancellation);

        var head = ParseHead(_buffer.AsSpan(_start, length + 2));
        _start += length + 4;
        return head;
    }

    private static (int Status, bool Chunked, long Length) ParseHead(ReadOnlySpan<byte> head)
    {
        if (!Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _))
            throw new InvalidDataException("the answer has no status");
        var chunked = false;
        long length = 0;
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            if (StartsWith(line, "content-length: "u8) && !Utf8Parser.TryParse(line["content-length: ".Length..], out length, out _))
                throw new InvalidDataException("the answer's length is no number");
            chunked |= StartsWith(line, "transfer-encoding: chunked"u8);
        }
        return (status, chunked, length);
    }

    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> lowercase) =>
        line.Length >= lowercase.Length && System.Text.Ascii.EqualsIgnoreCase(line[..lowercase.Length], lowercase);

    private async ValueTask ReadChunksAsync(IResponseCheck check, CancellationToken cancellation)
    {
        while (true)
        {
            int line;
            while ((line = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
                await FillAsync(cancellation);
            if (!Utf8Parser.TryParse(_buffer.AsSpan(_start, line), out int length, out _, 'x'))
                throw new InvalidDataException("the framing of the answer is broken");
            _start += line + 2;
            await ReadBytesAsync(length, check, cancellation);
            while (_end - _start < 2)
                await FillAsync(cancellation);
            _start += 2;
            if (length == 0)
                return;
        }
    }

    private async ValueTask ReadBytesAsync(long length, IResponseCheck check, CancellationToken cancellation)
    {
        while (length > 0)
        {
            if (_start == _end)
                await FillAsync(cancellation);
            var piece = (int)Math.Min(length, _end - _start);
            check.Accept(_buffer.AsSpan(_start, piece), _arrived);
            _start += piece;
            length -= piece;
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_end), cancellation);
        _arrived = Stopwatch.GetTimestamp();
        _end += read > 0 ? read : throw new EndOfStreamException("the connection was closed in the middle of an answer");
    }
}
