using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace K8sRouter.Benchmarks.Upstream;

/// <summary>The answers, made once. Upstream and load generator share them, so that what arrives can be checked.</summary>
internal static class CannedAnswers
{
    public const int StreamChunks = 200;

    /// <summary>What a chunk's content begins with; number and time of sending follow.</summary>
    public static readonly byte[] ContentMark = "\"content\":\"w"u8.ToArray();

    public const int NumberDigits = 3;
    public const int TimestampDigits = 19;

    private const string Usage =
        """{"prompt_tokens":120,"completion_tokens":200,"total_tokens":320,"prompt_tokens_details":{"cached_tokens":64},"""
        + """ "completion_tokens_details":{"reasoning_tokens":0}}""";

    private const string ChunkHead =
        """data: {"id":"chatcmpl-bench00000001","object":"chat.completion.chunk","created":1795000000,"model":"bench","""
        + "\"system_fingerprint\":\"fp_bench\",\"choices\":[";

    /// <summary>The text inside the whole answer.</summary>
    public static readonly byte[] WholeText = Encoding.UTF8.GetBytes(Text(660));

    /// <summary>About 1 KB.</summary>
    public static readonly byte[] Whole = Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-bench00000001","object":"chat.completion","created":1795000000,"model":"bench","""
        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
        + Text(660)
        + "\"},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":" + Usage + ",\"system_fingerprint\":\"fp_bench\"}");

    public static readonly byte[] StreamStart = Encoding.UTF8.GetBytes(
        ChunkHead + """{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}""" + "\n\n");

    public static readonly byte[] StreamEnd = Encoding.UTF8.GetBytes(
        ChunkHead + """{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}""" + "\n\n"
        + ChunkHead + "],\"usage\":" + Usage + "}\n\n"
        + "data: [DONE]\n\n");

    public static readonly byte[] StreamTerminal = "data: [DONE]\n\n"u8.ToArray();

    private static readonly byte[] ChunkBefore = Encoding.UTF8.GetBytes(ChunkHead + """{"index":0,"delta":{"content":"w""");
    private static readonly byte[] ChunkAfter = Encoding.UTF8.GetBytes("\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");

    /// <summary>Bytes of one chunk: all are equally long.</summary>
    public static int ChunkLength { get; } = ChunkBefore.Length + NumberDigits + 1 + TimestampDigits + ChunkAfter.Length;

    /// <summary>Writes a chunk with its number and the monotonic clock of this instant, which all processes share.</summary>
    public static void WriteChunk(Span<byte> target, int number)
    {
        ChunkBefore.CopyTo(target);
        var at = ChunkBefore.Length;
        number.TryFormat(target[at..], out _, "D3", CultureInfo.InvariantCulture);
        target[at + NumberDigits] = (byte)' ';
        Stopwatch.GetTimestamp().TryFormat(target[(at + NumberDigits + 1)..], out _, "D19", CultureInfo.InvariantCulture);
        ChunkAfter.CopyTo(target[(at + NumberDigits + 1 + TimestampDigits)..]);
    }

    private static string Text(int length)
    {
        var words = new StringBuilder();
        for (var i = 0; words.Length < length; i++)
            words.Append(CultureInfo.InvariantCulture, $"answer {i} with some ordinary words, ");
        return words.ToString(0, length);
    }
}
