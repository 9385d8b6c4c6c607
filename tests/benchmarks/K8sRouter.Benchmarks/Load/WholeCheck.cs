using K8sRouter.Benchmarks.Upstream;

namespace K8sRouter.Benchmarks.Load;

/// <summary>The whole answer: its text unchanged, usage there, closed.</summary>
internal sealed class WholeCheck : IResponseCheck
{
    private readonly byte[] _body = new byte[16 * 1024];
    private int _length;

    public void Begin() => _length = 0;

    public void Accept(ReadOnlySpan<byte> piece, long now)
    {
        piece.CopyTo(_body.AsSpan(_length));
        _length += piece.Length;
    }

    public string? End()
    {
        var body = _body.AsSpan(0, _length);
        if (body.IndexOf(CannedAnswers.WholeText) < 0)
            return "the text of the answer is missing or changed";
        if (body.IndexOf("\"total_tokens\":320"u8) < 0)
            return "the usage is missing";
        return body.TrimEnd((byte)'\n')[^1] == (byte)'}' ? null : "the answer is cut";
    }
}
