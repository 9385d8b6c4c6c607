using System.Text;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks.Spool;

namespace K8sRouter.Sidecar.Tests.Sinks.Spool;

public sealed class SpoolFileTests : IDisposable
{
    private const int Chunk = SpoolFileHeader.ChunkLength;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k8srouter-spool-");
    private readonly JournalKeyRing _keys = new([new byte[32]]);

    private string FilePath => Path.Combine(_folder.FullName, "file");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData(3 * Chunk)]
    [InlineData((5 * Chunk) + 77)]
    public void What_was_written_is_read_from_any_place(int length)
    {
        byte[] bytes = Write(length);
        using var reader = new SpoolFileReader(FilePath, _keys);

        Assert.Equal(length, reader.Length);
        Assert.Equal(bytes, ReadAll(reader));
        var random = new Random(7);
        for (int i = 0; i < 50 && length > 0; i++)
        {
            int from = random.Next(length);
            var part = new byte[random.Next(length - from)];
            reader.Position = from;
            reader.ReadExactly(part);
            Assert.Equal(bytes[from..(from + part.Length)], part);
        }
    }

    [Fact]
    public void Nothing_that_was_written_can_be_read_in_the_file_nor_is_it_the_same_twice()
    {
        byte[] canary = Encoding.UTF8.GetBytes("canary in the spool");
        byte[] Written()
        {
            using (var writer = new SpoolFileWriter(FilePath, _keys))
            {
                for (int i = 0; i < 5000; i++)
                    writer.Write(canary);
                writer.Finish();
            }
            return File.ReadAllBytes(FilePath);
        }
        byte[] first = Written();
        byte[] second = Written();

        Assert.Equal(-1, first.AsSpan().IndexOf(canary.AsSpan(0, 8)));
        Assert.False(first.AsSpan(SpoolFileHeader.Length).SequenceEqual(second.AsSpan(SpoolFileHeader.Length)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(2 * Chunk)]
    [InlineData((2 * Chunk) + 10)]
    public void A_file_that_was_cut_anywhere_is_damaged(int length)
    {
        Write(length);
        byte[] whole = File.ReadAllBytes(FilePath);
        int stored = Chunk + SpoolChunk.TagLength;
        int[] ends =
        [
            0, 1, SpoolFileHeader.Length - 1, SpoolFileHeader.Length, SpoolFileHeader.Length + SpoolChunk.TagLength,
            SpoolFileHeader.Length + stored, SpoolFileHeader.Length + (2 * stored), whole.Length - 1, whole.Length - SpoolChunk.TagLength,
        ];
        foreach (int end in ends.Where(end => end < whole.Length))
        {
            File.WriteAllBytes(FilePath, whole[..end]);
            Assert.Throws<InvalidDataException>(ReadFile);
        }
    }

    [Fact]
    public void A_bit_that_flips_anywhere_is_seen()
    {
        Write(Chunk + 100);
        byte[] whole = File.ReadAllBytes(FilePath);
        // The reserved bytes of the header are under its checksum too.
        foreach (int at in Enumerable.Range(0, SpoolFileHeader.Length).Concat([200, Chunk, whole.Length - 50, whole.Length - 1]))
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 4;
            File.WriteAllBytes(FilePath, damaged);
            Assert.Throws<InvalidDataException>(ReadFile);
        }
    }

    [Fact]
    public void Chunks_cant_change_places()
    {
        Write(3 * Chunk);
        byte[] whole = File.ReadAllBytes(FilePath);
        int stored = Chunk + SpoolChunk.TagLength;
        byte[] swapped =
        [
            .. whole[..SpoolFileHeader.Length],
            .. whole[(SpoolFileHeader.Length + stored)..(SpoolFileHeader.Length + (2 * stored))],
            .. whole[SpoolFileHeader.Length..(SpoolFileHeader.Length + stored)],
            .. whole[(SpoolFileHeader.Length + (2 * stored))..],
        ];
        File.WriteAllBytes(FilePath, swapped);

        Assert.Throws<InvalidDataException>(ReadFile);
    }

    [Fact]
    public void A_file_survives_a_rotation_of_the_key_and_is_damaged_without_its_key()
    {
        byte[] bytes = Write(100);
        byte[] next = [.. Enumerable.Repeat((byte)9, 32)];

        using (var reader = new SpoolFileReader(FilePath, new([next, new byte[32]])))
            Assert.Equal(bytes, ReadAll(reader));
        Assert.Throws<InvalidDataException>(() => new SpoolFileReader(FilePath, new([next])).Dispose());
    }

    [Fact]
    public void A_file_that_a_crash_left_unfinished_is_damaged()
    {
        using (var writer = new SpoolFileWriter(FilePath, _keys))
            writer.Write(new byte[(2 * Chunk) + 5]);

        Assert.Throws<InvalidDataException>(ReadFile);
    }

    private byte[] Write(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using var writer = new SpoolFileWriter(FilePath, _keys);
        for (int at = 0; at < length; at += 1000)
            writer.Write(bytes.AsSpan(at, Math.Min(1000, length - at)));
        writer.Finish();
        return bytes;
    }

    private void ReadFile()
    {
        using var reader = new SpoolFileReader(FilePath, _keys);
        ReadAll(reader);
    }

    private static byte[] ReadAll(SpoolFileReader reader)
    {
        reader.Position = 0;
        using var all = new MemoryStream();
        reader.CopyTo(all);
        return all.ToArray();
    }
}
