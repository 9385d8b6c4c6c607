using System.Globalization;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations.Otlp;

/// <summary>
/// Reads from a successful answer how many spans were refused nevertheless. They aren't sent again: the receiver would refuse
/// them again. What can't be read refuses nothing, and the reason's text isn't looked at: it may echo a prompt.
/// </summary>
internal static class PartialSuccess
{
    private const int MostRead = 64 << 10;
    private const int PartialSuccessTag = (1 << 3) | 2;
    private const int RejectedSpansTag = 1 << 3;

    public static async Task<ExportResult> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string? mediaType = response.Content.Headers.ContentType?.MediaType;
        if (mediaType is not ("application/json" or "application/x-protobuf"))
            return ExportResult.Delivered;
        byte[] answer = new byte[(int)Math.Min(response.Content.Headers.ContentLength ?? MostRead, MostRead)];
        int length = await FillAsync(answer, response, cancellationToken);
        long rejected = mediaType == "application/json"
            ? InJson(answer.AsSpan(0, length))
            : InProtobuf(answer.AsSpan(0, length));
        return ExportResult.Delivered with { RejectedSpans = Math.Max(0, rejected) };
    }

    /// <summary>
    /// The status has said that the batch arrived: an answer that breaks off or never ends changes nothing about it.
    /// </summary>
    private static async Task<int> FillAsync(byte[] answer, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await body.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            return 0;
        }
    }

    /// <summary><c>{"partialSuccess":{"rejectedSpans":"3"}}</c>, the number as text or as a number.</summary>
    private static long InJson(ReadOnlySpan<byte> answer)
    {
        if (TolerantJson.Parse(answer).Get("partialSuccess").Get("rejectedSpans") is not { } rejected)
            return 0;
        string text = rejected.ValueKind == JsonValueKind.String ? rejected.GetString()! : rejected.GetRawText();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long spans) ? spans : 0;
    }

    /// <summary>The first field of the message in the first field, if that is what the answer begins with.</summary>
    private static long InProtobuf(ReadOnlySpan<byte> answer)
    {
        if (!TryRead(ref answer, out ulong tag) || tag != PartialSuccessTag || !TryRead(ref answer, out ulong length)
            || length > (ulong)answer.Length)
            return 0;
        answer = answer[..(int)length];
        return TryRead(ref answer, out tag) && tag == RejectedSpansTag && TryRead(ref answer, out ulong spans) ? (long)spans : 0;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> bytes, out ulong number)
    {
        number = 0;
        for (int i = 0; i < Math.Min(bytes.Length, 10); i++)
        {
            number |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] >= 0x80)
                continue;
            bytes = bytes[(i + 1)..];
            return true;
        }
        return false;
    }
}
