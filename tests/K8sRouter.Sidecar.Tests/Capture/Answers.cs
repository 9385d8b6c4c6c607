using System.Text;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;

namespace K8sRouter.Sidecar.Tests.Capture;

/// <summary>Runs answers through the rewriters.</summary>
internal static class Answers
{
    public static readonly EndpointPricing Pricing = new()
    {
        Prompt = 0.000001m,
        Completion = 0.000004m,
        InputCacheRead = 0.0000001m,
        InputCacheWrite = 0.00000125m,
    };

    public static AnswerIdentity Identity(EndpointPricing? pricing = null, decimal discount = 0, bool byok = false, bool unpriced = false) =>
        new("gen-1", "openai/gpt-5-mini", "Acme AI", 1_795_176_000, unpriced ? null : pricing ?? Pricing, discount, byok);

    public static ContentCapture Capture(int maxBytes = 1 << 20) => new(new MemoryBudget(1 << 24), maxBytes);

    public static string Event(this IAnswerRewriter rewriter, string json)
    {
        using var output = new PooledBuffer();
        rewriter.RewriteEvent(Encoding.UTF8.GetBytes(json), output);
        return Encoding.UTF8.GetString(output.Span);
    }

    public static string Document(this IAnswerRewriter rewriter, string json)
    {
        using var output = new PooledBuffer();
        rewriter.RewriteDocument(Encoding.UTF8.GetBytes(json), output);
        return Encoding.UTF8.GetString(output.Span);
    }

    public static ChatRewriter Chat(AnswerIdentity? identity = null, ContentCapture? capture = null, string api = GenerationApis.Chat) =>
        new(identity ?? Identity(), api, capture);

    public static JsonElement Parse(string json) => JsonElement.Parse(json);

    /// <summary>A captured stream's entries, neighbours of one kind and index joined.</summary>
    public static List<(DeltaKind Kind, int Index, string Text)> Deltas(ContentCapture capture)
    {
        var result = new List<(DeltaKind, int, string)>();
        var log = capture.Memory.Span;
        while (DeltaLog.TryRead(ref log, out var kind, out int index, out var payload))
            result.Add((kind, index, Encoding.UTF8.GetString(payload)));
        return result;
    }
}
