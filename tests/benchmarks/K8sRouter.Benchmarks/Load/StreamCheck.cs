using System.Buffers.Text;
using K8sRouter.Benchmarks.Upstream;

namespace K8sRouter.Benchmarks.Load;

/// <summary>A stream: every chunk once, in order; usage and terminal event there. Notes each chunk's time on its way.</summary>
internal sealed class StreamCheck(List<double>? chunkMicroseconds) : IResponseCheck
{
    private static readonly int TailLength = CannedAnswers.NumberDigits + 1 + CannedAnswers.TimestampDigits;

    private readonly byte[] _body = new byte[256 * 1024];
    private int _length;
    private int _scanned;
    private int _next;
    private string? _fault;

    public void Begin()
    {
        (_length, _scanned, _next) = (0, 0, 0);
        _fault = null;
    }

    public void Accept(ReadOnlySpan<byte> piece, long now)
    {
        piece.CopyTo(_body.AsSpan(_length));
        _length += piece.Length;
        while (true)
        {
            var rest = _body.AsSpan(_scanned, _length - _scanned);
            var mark = rest.IndexOf(CannedAnswers.ContentMark);
            if (mark < 0 || mark + CannedAnswers.ContentMark.Length + TailLength > rest.Length)
            {
                // What may be the beginning of a mark stays to be looked at again.
                _scanned += mark >= 0 ? mark : Math.Max(0, rest.Length - CannedAnswers.ContentMark.Length);
                return;
            }
            Note(rest.Slice(mark + CannedAnswers.ContentMark.Length, TailLength), now);
            _scanned += mark + CannedAnswers.ContentMark.Length + TailLength;
        }
    }

    public string? End()
    {
        var body = _body.AsSpan(0, _length);
        if (_fault is not null)
            return _fault;
        if (_next != CannedAnswers.StreamChunks)
            return $"{_next} chunks arrived of {CannedAnswers.StreamChunks}";
        if (body.IndexOf("\"total_tokens\":320"u8) < 0)
            return "the usage is missing";
        return body.EndsWith(CannedAnswers.StreamTerminal) ? null : "the terminal event is missing";
    }

    private void Note(ReadOnlySpan<byte> tail, long now)
    {
        if (!Utf8Parser.TryParse(tail[..CannedAnswers.NumberDigits], out int number, out _) || number != _next)
            _fault ??= $"chunk {_next} is missing or out of order";
        _next++;
        if (chunkMicroseconds is not null && Utf8Parser.TryParse(tail[(CannedAnswers.NumberDigits + 1)..], out long sent, out _))
            chunkMicroseconds.Add((now - sent) / 1000.0);
    }
}
