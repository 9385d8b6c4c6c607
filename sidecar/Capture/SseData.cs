using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture;

/// <summary>Takes an event with several data lines apart.</summary>
internal static class SseData
{
    /// <summary>The data of an event that has any.</summary>
    /// <param name="raw">The event.</param>
    /// <param name="found">Where its data are.</param>
    /// <param name="joined">Receives them where they stand on several lines.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> raw, SseEvent found, ref PooledBuffer? joined)
    {
        var data = raw[found.DataStart..found.DataEnd];
        if (found.DataLines == 1)
            return data;
        joined ??= new PooledBuffer();
        joined.Clear();
        Join(data, joined);
        return joined.Span;
    }

    /// <summary>
    /// Whether it is meant to be an object, as every event of every API is. What isn't (a blank, <c>: keepalive</c>,
    /// <c>ping</c>, <c>null</c>) keeps a connection alive.
    /// </summary>
    public static bool IsObject(ReadOnlySpan<byte> data) => data.TrimStart(" \t"u8).StartsWith("{"u8);

    /// <summary>
    /// Writes the values of all data lines joined by tabs. The specification joins by line feeds; in JSON the two mean the same
    /// (white space between tokens, forbidden inside strings), and what is copied from here stays on one line.
    /// </summary>
    /// <param name="lines">From the first data line's value to the last data line's end.</param>
    /// <param name="target">Receives them.</param>
    public static void Join(ReadOnlySpan<byte> lines, PooledBuffer target)
    {
        target.Write(TakeLine(ref lines));
        while (!lines.IsEmpty)
        {
            var line = TakeLine(ref lines);
            if (!IsData(line))
                continue;
            var value = line.Length > 5 ? line[5..] : [];
            target.Write("\t"u8);
            target.Write(value.Length > 0 && value[0] == ' ' ? value[1..] : value);
        }
    }

    /// <summary>Writes the lines between data lines that are none, such as an <c>id</c>, each after a line feed.</summary>
    /// <param name="between">As for <see cref="Join"/>.</param>
    /// <param name="target">Receives them.</param>
    public static void WriteOtherLines(ReadOnlySpan<byte> between, PooledBuffer target)
    {
        TakeLine(ref between);
        while (!between.IsEmpty)
        {
            var line = TakeLine(ref between);
            if (line.IsEmpty || IsData(line))
                continue;
            target.Write("\n"u8);
            target.Write(line);
        }
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return line;
    }

    private static bool IsData(ReadOnlySpan<byte> line) => line.StartsWith("data"u8) && (line.Length == 4 || line[4] == ':');
}
