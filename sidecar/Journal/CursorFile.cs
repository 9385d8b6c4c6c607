using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Journal;

/// <summary>One sink's place on disk: a line of version, segment, offset and CRC-32C, replaced as a whole.</summary>
internal static class CursorFile
{
    private const int LongestLine = 128;

    /// <summary>Writes the place to a file beside the cursor, forces it to the disk and puts it in the cursor's place.</summary>
    public static void Write(IJournalFileSystem files, string folder, string sink, JournalPosition position)
    {
        string path = Path.Combine(folder, JournalFiles.Cursor(sink));
        string temporary = path + JournalFiles.TemporarySuffix;
        DiskFaults.Ignore(() => files.Delete(temporary));
        using (var file = files.Create(temporary))
        {
            file.Write(Format(position), 0);
            file.Sync();
        }
        files.Rename(temporary, path);
    }

    /// <summary>Null where the file is damaged.</summary>
    public static JournalPosition? Read(IJournalFileSystem files, string folder, string sink)
    {
        Span<byte> line = stackalloc byte[LongestLine];
        using var file = files.Open(Path.Combine(folder, JournalFiles.Cursor(sink)), write: false);
        return Parse(line[..file.Read(line, 0)]);
    }

    internal static byte[] Format(JournalPosition position)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"1 {position.Segment} {position.Offset}");
        uint crc = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, Encoding.ASCII.GetBytes(line));
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{line} {crc:x8}\n"));
    }

    private static JournalPosition? Parse(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("1 "u8) || !Utf8Parser.TryParse(line[2..], out long segment, out int consumed))
            return null;
        int at = 2 + consumed + 1;
        if (at >= line.Length || !Utf8Parser.TryParse(line[at..], out long offset, out _))
            return null;
        var position = new JournalPosition(segment, offset);
        return segment >= 0 && offset >= 0 && line.SequenceEqual(Format(position)) ? position : null;
    }
}
