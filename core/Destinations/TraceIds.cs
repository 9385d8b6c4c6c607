using System.Security.Cryptography;
using System.Text;

namespace K8sRouter.Core.Destinations;

/// <summary>Ids of traces and spans: made from the generation's id alone, so that sending twice makes no second trace.</summary>
public static class TraceIds
{
    private const int TraceLength = 32;
    private const int SpanLength = 16;
    private const int StackBytes = 256;

    /// <summary>The caller's trace id where it is one already, else a hash of it, or of the generation's id.</summary>
    public static string Trace(string? callerTraceId, string generationId)
    {
        if (string.IsNullOrEmpty(callerTraceId))
            return Hash(generationId, TraceLength);
        return Normalized(callerTraceId, TraceLength) ?? Hash(callerTraceId, TraceLength);
    }

    /// <summary>Id of the root span.</summary>
    public static string Root(string generationId) => Hash(generationId, SpanLength);

    /// <summary>Both: without a trace id of the caller's they are one hash.</summary>
    internal static (string Trace, string Root) TraceAndRoot(string? callerTraceId, string generationId)
    {
        string trace = Trace(callerTraceId, generationId);
        return (trace, string.IsNullOrEmpty(callerTraceId) ? trace[..SpanLength] : Root(generationId));
    }

    /// <summary>Id of an attempt's span.</summary>
    /// <param name="generationId">The generation's id.</param>
    /// <param name="number">1 for the first attempt.</param>
    public static string Attempt(string generationId, int number) => Hash($"{generationId}:attempt-{number}", SpanLength);

    /// <summary>Id of the span of a stream's generation.</summary>
    public static string Generation(string generationId) => Hash($"{generationId}:generation", SpanLength);

    /// <summary>The caller's parent span; null: none, or no receiver would take what was given.</summary>
    public static string? Parent(string? callerSpanId) => callerSpanId is null ? null : Normalized(callerSpanId, SpanLength);

    private static string? Normalized(string id, int length) =>
        id.Length == length && id.All(char.IsAsciiHexDigit) && id.Any(digit => digit != '0') ? id.ToLowerInvariant() : null;

    private static string Hash(string text, int length)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = most <= StackBytes ? stackalloc byte[StackBytes] : new byte[most];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], hash);
        return Convert.ToHexStringLower(hash[..(length / 2)]);
    }
}
