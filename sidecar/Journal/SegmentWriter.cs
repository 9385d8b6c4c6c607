using System.Security.Cryptography;
using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Journal;

/// <summary>The segment that is being written: its file, its key, its next index. Used under the writer's lock.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly AesGcm _cipher;
    private readonly SegmentCatalog _catalog;
    private uint _index;

    private SegmentWriter(IJournalFile file, Segment segment, AesGcm cipher, SegmentCatalog catalog)
    {
        File = file;
        Segment = segment;
        _cipher = cipher;
        _catalog = catalog;
    }

    public IJournalFile File { get; }

    public Segment Segment { get; }

    /// <summary>Creates the file with a fresh data key; leaves none behind where that fails.</summary>
    public static SegmentWriter Create(
        IJournalFileSystem files, string folder, long number, long previous, DateTimeOffset now, JournalKeyRing keys,
        SegmentCatalog catalog)
    {
        string path = Path.Combine(folder, JournalFiles.Segment(number));
        Span<byte> dataKey = stackalloc byte[JournalKeyRing.KeyLength];
        Span<byte> header = stackalloc byte[SegmentHeader.Length];
        IJournalFile? file = null;
        try
        {
            RandomNumberGenerator.Fill(dataKey);
            SegmentHeader.Write(header, number, previous, now, dataKey, keys);
            file = files.Create(path);
            file.Write(header, 0);
            var segment = new Segment(number, path, now);
            segment.Set(SegmentHeader.Length, 0, 0);
            var writer = new SegmentWriter(file, segment, new AesGcm(dataKey, RecordHeader.TagLength), catalog);
            catalog.AddBytes(SegmentHeader.Length);
            catalog.Add(segment);
            return writer;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            file?.Dispose();
            DiskFaults.Ignore(() => files.Delete(path));
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>
    /// Encrypts what stands in <paramref name="buffer"/> behind the room for a record's header, in place, and writes it at once.
    /// </summary>
    public void Append(RecordBuffer buffer, RecordKind kind, byte flags)
    {
        int length = buffer.WrittenCount - RecordHeader.Length;
        buffer.Advance(RecordHeader.TagLength);
        var frame = buffer.Written;
        var payload = frame.Slice(RecordHeader.Length, length);
        var header = new RecordHeader(kind, flags, length, _index++, 0);
        Span<byte> nonce = stackalloc byte[RecordHeader.NonceLength];
        Span<byte> associated = stackalloc byte[RecordHeader.AssociatedLength];
        RecordHeader.WriteNonce(nonce, header.Index);
        header.WriteAssociated(associated, Segment.Number);
        _cipher.Encrypt(nonce, payload, payload, frame[(RecordHeader.Length + length)..], associated);
        (header with { PayloadCrc = Crc32C.Append(Crc32C.Empty, frame[RecordHeader.Length..]) }).Write(frame, Segment.Number);
        File.Write(frame, Segment.Length);
        _catalog.AddBytes(frame.Length);
        Segment.Add(kind, Segment.Length + frame.Length);
    }

    public void Dispose()
    {
        File.Dispose();
        _cipher.Dispose();
    }
}
