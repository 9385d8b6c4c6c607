using System.Text;
using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;

namespace K8sRouter.Sidecar.Tests.Capture;

/// <summary>The reader beside a plain one that has the whole text before it and follows the specification line by line.</summary>
public sealed class SseReaderTests
{
    private static readonly Gen<string> Lines = Gen.Elements(
        "data: a", "data:b", "data", "data:", "data: {\"x\":1}", "data:  two spaces", "event: data", "id: 7", "retry: 10", ": comment",
        ":", "dataset: no", "data : no", "", "", "", "data: ümlaut €", "data: [DONE]");

    private static readonly Gen<string> Streams =
        from bom in Gen.Elements("", "", "", "\uFEFF")
        from lines in Lines.ArrayOf().Resize(14)
        from ends in Gen.Elements("\n", "\r\n", "\r").ArrayOf(lines.Length)
        from cutLastEnd in Gen.Elements(true, false)
        select bom + string.Concat(lines.Select((line, i) => line + (cutLastEnd && i == lines.Length - 1 ? "" : ends[i])));

    [Fact]
    public void Every_split_in_two_gives_what_the_specification_says() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Streams.ToArbitrary(), text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var expected = Naive(text);
            for (int cut = 0; cut <= bytes.Length; cut++)
                Assert.Equal(expected, Read([bytes[..cut], bytes[cut..]], bytes));
        }));

    [Fact]
    public void Byte_by_byte_and_in_random_pieces_it_finds_the_same() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(
            (from text in Streams from sizes in Gen.Choose(1, 9).ArrayOf(200) select (text, sizes)).ToArbitrary(), item =>
        {
            var bytes = Encoding.UTF8.GetBytes(item.text);
            var expected = Naive(item.text);
            Assert.Equal(expected, Read(bytes.Select(b => new[] { b }), bytes));
            var pieces = new List<byte[]>();
            for (int at = 0, i = 0; at < bytes.Length; at += item.sizes[i++ % 200])
                pieces.Add(bytes[at..Math.Min(bytes.Length, at + item.sizes[i % 200])]);
            Assert.Equal(expected, Read(pieces, bytes));
        }));

    [Theory]
    [InlineData("data: a\n\n")]
    [InlineData("data: a\r\n\r\n")]
    [InlineData("data: a\r\r")]
    [InlineData("\uFEFFdata: a\n\n")]
    [InlineData(": comment\r\r")]
    public void An_event_is_complete_as_soon_as_its_blank_line_is(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        // A closing CR LF is complete at its CR: the line feed may never come.
        int needed = text.EndsWith("\r\n", StringComparison.Ordinal) ? bytes.Length - 1 : bytes.Length;
        var reader = new SseReader();

        for (int length = 0; length < needed; length++)
            Assert.False(reader.TryRead(bytes.AsSpan(0, length), atEnd: false, out _), $"after {length} bytes");
        Assert.True(reader.TryRead(bytes.AsSpan(0, needed), atEnd: false, out var found));
        Assert.Equal(needed, found.Length);
        Assert.True(found.IsClosed);
    }

    [Fact]
    public void What_the_end_of_the_stream_cuts_is_marked_as_not_closed()
    {
        var reader = new SseReader();
        Assert.False(reader.TryRead("data: a\n"u8, atEnd: false, out _));
        Assert.True(reader.TryRead("data: a\n"u8, atEnd: true, out var found));

        Assert.False(found.IsClosed);
        Assert.True(found.HasData);
    }

    private static List<string> Read(IEnumerable<byte[]> pieces, byte[] all)
    {
        using var buffer = new PooledBuffer();
        using var joined = new PooledBuffer();
        var reader = new SseReader();
        var found = new List<string>();
        int consumed = 0;
        foreach (var piece in pieces)
        {
            buffer.Write(piece);
            Drain(atEnd: false);
        }
        Drain(atEnd: true);
        Assert.Equal(all.Length, consumed + buffer.Length);
        return found;

        void Drain(bool atEnd)
        {
            while (reader.TryRead(buffer.Span, atEnd, out var sse))
            {
                var raw = buffer.Span[..sse.Length];
                if (sse.DataLines == 1)
                    found.Add(Encoding.UTF8.GetString(raw[sse.DataStart..sse.DataEnd]));
                else if (sse.HasData)
                    found.Add(Join(raw[sse.DataStart..sse.DataEnd]));
                consumed += sse.Length;
                buffer.Consume(sse.Length);
            }
        }

        string Join(ReadOnlySpan<byte> lines)
        {
            joined.Clear();
            SseData.Join(lines, joined);
            return Encoding.UTF8.GetString(joined.Span);
        }
    }

    /// <summary>WHATWG HTML 9.2.6, except that what the end cuts counts too, and that data lines are joined by tabs.</summary>
    private static List<string> Naive(string text)
    {
        var events = new List<string>();
        var data = new List<string>();
        string[] lines = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        foreach (string line in lines.Append(""))
        {
            if (line.Length == 0)
            {
                if (data.Count > 0)
                    events.Add(string.Join('\t', data));
                data.Clear();
                continue;
            }
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if ((colon < 0 ? line : line[..colon]) != "data")
                continue;
            string value = colon < 0 ? "" : line[(colon + 1)..];
            data.Add(value.StartsWith(' ') ? value[1..] : value);
        }
        return events;
    }
}
