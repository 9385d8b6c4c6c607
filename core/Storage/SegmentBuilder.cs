using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Storage;

/// <summary>
/// Writes one segment: rows to one stream, content to another, as one gzip member a generation, so that a range holds one
/// generation and <c>zcat</c> prints them all. Not thread-safe. Disposing doesn't close the streams.
/// </summary>
public sealed class SegmentBuilder : IDisposable
{
    private readonly Stream _records;
    private readonly Stream _content;
    private readonly byte[] _contentPlace;
    private readonly ContentJson _json = new();
    private readonly JsonBuffer _document = new();
    private readonly MemoryStream _member = new();
    private readonly byte[] _reference = new byte[80];
    private readonly Crc32 _recordsCrc = new(Crc32ParameterSet.Crc32C);
    private readonly Crc32 _contentCrc = new(Crc32ParameterSet.Crc32C);
    private int _count;
    private int _contentCount;
    private long _firstSecond = long.MaxValue;
    private long _lastSecond;
    private long _recordsLength;
    private long _contentLength;

    /// <summary>Begins an empty segment.</summary>
    /// <param name="records">Takes the rows.</param>
    /// <param name="content">Takes the content.</param>
    /// <param name="contentObject">Name under which the content will be stored: rows name it.</param>
    /// <param name="contentBucket">Bucket that it will be stored in; null: where the rows will be.</param>
    public SegmentBuilder(Stream records, Stream content, string contentObject, string? contentBucket = null)
    {
        _records = records;
        _content = content;
        _contentPlace = contentBucket is null
            ? [.. ContentObjectProperty, .. Encoded(contentObject)]
            :
            [
                .. ContentObjectProperty, .. Encoded(contentObject),
                .. ContentBucketProperty, .. Encoded(contentBucket),
            ];
    }

    /// <summary>Begins what a row has more than a record: where its content is.</summary>
    private static ReadOnlySpan<byte> ContentObjectProperty => ",\"content_object\":\""u8;

    /// <summary>Ends the object's name and begins the bucket's, where the content lies in another one than the row.</summary>
    private static ReadOnlySpan<byte> ContentBucketProperty => "\",\"content_bucket\":\""u8;

    /// <summary>Bytes of both streams.</summary>
    public long Length => _recordsLength + _contentLength;

    /// <summary>What has been written.</summary>
    public SegmentSummary Summary => new()
    {
        Count = _count,
        ContentCount = _contentCount,
        FirstSecond = _firstSecond,
        LastSecond = _lastSecond,
        RecordsCrc32C = _recordsCrc.GetCurrentHashAsUInt32(),
        ContentCrc32C = _contentCrc.GetCurrentHashAsUInt32(),
    };

    /// <summary>Adds a generation whose content isn't kept.</summary>
    /// <param name="second">The second that its id names.</param>
    /// <param name="recordJson">Its row.</param>
    public void Append(DateTimeOffset second, ReadOnlySpan<byte> recordJson)
    {
        WriteRecords(recordJson);
        WriteRecords("\n"u8);
        Count(second);
    }

    /// <summary>Adds a generation and its content.</summary>
    /// <param name="second">The second that its id names.</param>
    /// <param name="recordJson">Its row, to which the place of the content is added.</param>
    /// <param name="record">The record that the row is of.</param>
    /// <param name="content">The content as captured.</param>
    public void Append(DateTimeOffset second, ReadOnlySpan<byte> recordJson, GenerationRecord record, CapturedContent content)
    {
        int length = WriteContent(record, content);
        WriteRecords(recordJson[..recordJson.LastIndexOf((byte)'}')]);
        WriteRecords(_contentPlace);
        int written = Encoding.UTF8.GetBytes(
            $"\",\"content_offset\":{_contentLength - length},\"content_length\":{length}}}\n", _reference);
        WriteRecords(_reference.AsSpan(0, written));
        _contentCount++;
        Count(second);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _document.Dispose();
        _member.Dispose();
    }

    private static ReadOnlySpan<byte> Encoded(string text) =>
        JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;

    private int WriteContent(GenerationRecord record, CapturedContent content)
    {
        _json.Assemble(record, content);
        _document.Reset();
        _json.WriteDocument(_document, record);
        _document.Append((byte)'\n');
        _member.SetLength(0);
        using (var gzip = new GZipStream(_member, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(_document.Span);
        }
        var member = _member.GetBuffer().AsSpan(0, (int)_member.Length);
        _content.Write(member);
        _contentLength += member.Length;
        _contentCrc.Append(member);
        return member.Length;
    }

    private void WriteRecords(ReadOnlySpan<byte> bytes)
    {
        _records.Write(bytes);
        _recordsLength += bytes.Length;
        _recordsCrc.Append(bytes);
    }

    private void Count(DateTimeOffset second)
    {
        long unix = second.ToUnixTimeSeconds();
        _count++;
        _firstSecond = Math.Min(_firstSecond, unix);
        _lastSecond = Math.Max(_lastSecond, unix);
    }
}
