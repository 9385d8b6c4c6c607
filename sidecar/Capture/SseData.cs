using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture;

/// <summary>Joins the data lines of an event that has several.</summary>
internal static class SseData
{
    /// <summary>Writes the data of <paramref name="raw"/>, a whole event, joined by line feeds.</summary>
    public static void Join(ReadOnlySpan<byte> raw, PooledBuffer target)
    {
        bool first = true;
        while (!raw.IsEmpty)
        {
            int end = raw.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? raw : raw[..end];
            raw = end < 0 ? [] : raw[(end + 1)..];
            if (!line.StartsWith("data"u8) || (line.Length > 4 && line[4] != ':'))
                continue;
            var value = line.Length > 5 ? line[5..] : [];
            if (!first)
                target.Write("\n"u8);
            target.Write(value.Length > 0 && value[0] == ' ' ? value[1..] : value);
            first = false;
        }
    }
}
