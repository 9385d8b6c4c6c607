using System.Buffers.Binary;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// A record before encryption: length of the JSON row (4), the row, and where there is content: truncation bits (1), form of the
/// answer (1), lengths of request, answer and errors (4 each), their bytes. Little-endian.
/// </summary>
internal static class RecordPayload
{
    private const int ContentHeaderLength = 14;
    private const byte RequestTruncated = 1, ResponseTruncated = 2;

    /// <summary>Writes a payload to the end of <paramref name="target"/>.</summary>
    public static void Write(RecordBuffer target, Utf8JsonWriter writer, GenerationRecord record, CapturedContent? content)
    {
        int start = target.WrittenCount;
        target.Advance(sizeof(int));
        writer.Reset(target);
        JsonSerializer.Serialize(writer, record, GenerationRecordJson.Default.GenerationRecord);
        writer.Flush();
        BinaryPrimitives.WriteInt32LittleEndian(target.Written[start..], target.WrittenCount - start - sizeof(int));
        if (content is null)
            return;
        var header = target.GetSpan(ContentHeaderLength);
        header[0] = (byte)(
            (content.RequestTruncated ? RequestTruncated : 0) | (content.ResponseTruncated ? ResponseTruncated : 0));
        header[1] = (byte)content.ResponseFormat;
        BinaryPrimitives.WriteInt32LittleEndian(header[2..], content.Request.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[6..], content.Response.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[10..], content.Errors.Length);
        target.Advance(ContentHeaderLength);
        target.Append(content.Request.Span);
        target.Append(content.Response.Span);
        target.Append(content.Errors.Span);
    }

    /// <summary>The JSON row of a payload; empty where the payload makes no sense.</summary>
    public static ReadOnlyMemory<byte> Row(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length < sizeof(int))
            return default;
        int length = BinaryPrimitives.ReadInt32LittleEndian(payload.Span);
        return length < 0 || length > payload.Length - sizeof(int) ? default : payload.Slice(sizeof(int), length);
    }

    /// <summary>The content behind the row, as slices of <paramref name="payload"/>.</summary>
    public static CapturedContent? Content(ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> row)
    {
        var rest = payload[(sizeof(int) + row.Length)..];
        if (rest.Length < ContentHeaderLength)
            return null;
        var header = rest.Span;
        int request = BinaryPrimitives.ReadInt32LittleEndian(header[2..]);
        int response = BinaryPrimitives.ReadInt32LittleEndian(header[6..]);
        int errors = BinaryPrimitives.ReadInt32LittleEndian(header[10..]);
        if (request < 0 || response < 0 || errors < 0 || (long)request + response + errors > rest.Length - ContentHeaderLength)
            return null;
        byte truncated = header[0];
        return new CapturedContent
        {
            Request = rest.Slice(ContentHeaderLength, request),
            RequestTruncated = (truncated & RequestTruncated) != 0,
            ResponseFormat = (CapturedResponseFormat)header[1],
            Response = rest.Slice(ContentHeaderLength + request, response),
            ResponseTruncated = (truncated & ResponseTruncated) != 0,
            Errors = rest.Slice(ContentHeaderLength + request + response, errors),
        };
    }

    /// <summary>The id in a row, without reading the rest; null where there is none.</summary>
    public static string? Id(ReadOnlySpan<byte> row)
    {
        var reader = new Utf8JsonReader(row);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("id"u8))
                    return reader.Read() ? reader.GetString() : null;
            }
        }
        catch (JsonException)
        {
            // A row that authenticates and yet isn't JSON comes from a later version.
        }
        return null;
    }
}
