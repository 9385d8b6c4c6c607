using System.IO.Hashing;
using System.Security.Cryptography;
using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Journal;

/// <summary>The segment that is being written: its file, its key, its next index. Used under the writer's lock.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly ISegmentCipher _cipher;
    private readonly JournalContext _context;
    private uint _index;

    private SegmentWriter(IJournalFile file, Segment segment, ISegmentCipher cipher, JournalContext context)
    {
        File = file;
        Segment = segment;
        _cipher = cipher;
        _context = context;
    }

    public IJournalFile File { get; }

    public Segment Segment { get; }

    /// <summary>Creates the file with a fresh data key; leaves none behind where that fails.</summary>
    public static SegmentWriter Create(JournalContext context, long number, long previous, JournalKeyRing keys)
    {
        string path = Path.Combine(context.Folder, JournalFiles.Segment(number));
        var now = context.Clock.GetUtcNow();
        Span<byte> dataKey = stackalloc byte[JournalKeyRing.KeyLength];
        Span<byte> header = stackalloc byte[SegmentHeader.Length];
        IJournalFile? file = null;
        try
        {
            RandomNumberGenerator.Fill(dataKey);
            SegmentHeader.Write(header, number, previous, now, dataKey, keys);
            file = context.Files.Create(path);
            file.Write(header, 0);
            var segment = new Segment(number, path, now);
            segment.Set(SegmentHeader.Length, 0, 0);
            var writer = new SegmentWriter(file, segment, context.Ciphers(dataKey), context);
            context.Catalog.AddBytes(SegmentHeader.Length);
            context.Catalog.Add(segment);
            return writer;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            file?.Dispose();
            DiskFaults.Ignore(() => context.Files.Delete(path));
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Encrypts a payload into <paramref name="frame"/>, behind its header, and writes it at once.</summary>
    public void Append(RecordBuffer frame, ReadOnlySpan<byte> payload, RecordKind kind, byte flags)
    {
        frame.Reset();
        frame.Advance(RecordHeader.Length + payload.Length + RecordHeader.TagLength);
        var bytes = frame.Written;
        var header = new RecordHeader(kind, flags, payload.Length, _index++, 0);
        Span<byte> nonce = stackalloc byte[RecordHeader.NonceLength];
        Span<byte> associated = stackalloc byte[RecordHeader.AssociatedLength];
        RecordHeader.WriteNonce(nonce, header.Index);
        header.WriteAssociated(associated, Segment.Number);
        _cipher.Encrypt(
            nonce, payload, bytes.Slice(RecordHeader.Length, payload.Length), bytes[^RecordHeader.TagLength..], associated);
        uint crc = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, bytes[RecordHeader.Length..]);
        (header with { PayloadCrc = crc }).Write(bytes, Segment.Number);
        File.Write(bytes, Segment.Length);
        _context.Catalog.AddBytes(bytes.Length);
        if (kind == RecordKind.Finished)
            _context.Sinks.Capture(1);
        Segment.Add(kind, Segment.Length + bytes.Length);
    }

    public void Dispose()
    {
        File.Dispose();
        _cipher.Dispose();
    }
}
