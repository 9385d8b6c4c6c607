using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Copies a JSON object member by member, leaving some out, replacing values and adding members, without building or
/// re-serialising anything: what isn't named stays byte for byte.
/// </summary>
internal ref struct JsonSplicer(ReadOnlySpan<byte> json, PooledBuffer output)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private int _copied;
    private bool _any;

    public readonly PooledBuffer Output { get; } = output;

    public readonly void Open() => Output.Write("{"u8);

    /// <summary>Keeps the member whose key begins at <paramref name="keyStart"/>.</summary>
    public void Keep(int keyStart)
    {
        Separate();
        _copied = keyStart;
    }

    /// <summary>Copies what hasn't been copied yet up to <paramref name="position"/>.</summary>
    public void CopyTo(int position)
    {
        Output.Write(_json[_copied..position]);
        _copied = position;
    }

    /// <summary>Leaves out what hasn't been copied yet up to <paramref name="position"/>.</summary>
    public void SkipTo(int position) => _copied = position;

    /// <summary>
    /// Puts <paramref name="replacement"/> in the place of the bytes from <paramref name="start"/> to <paramref name="end"/>.
    /// </summary>
    public void Replace(int start, int end, scoped ReadOnlySpan<byte> replacement)
    {
        CopyTo(start);
        Output.Write(replacement);
        _copied = end;
    }

    /// <summary>Adds bytes at <paramref name="position"/>.</summary>
    public void Insert(int position, scoped ReadOnlySpan<byte> addition)
    {
        CopyTo(position);
        Output.Write(addition);
    }

    /// <summary>Adds a member after those kept so far: <paramref name="key"/> quoted and with its colon.</summary>
    public void Add(scoped ReadOnlySpan<byte> key, scoped ReadOnlySpan<byte> value)
    {
        Separate();
        Output.Write(key);
        Output.Write(value);
    }

    public readonly void Close() => Output.Write("}"u8);

    private void Separate()
    {
        if (_any)
            Output.Write(","u8);
        _any = true;
    }
}
