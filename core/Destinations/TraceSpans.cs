using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>The spans of a generation: the same for every destination, in whichever format it gets them.</summary>
internal static class TraceSpans
{
    private const long NanosecondsPerTick = 100;

    /// <summary>The whole call.</summary>
    public static TraceSpan Root(GenerationRecord record, TraceFields caller, string? failure)
    {
        var (traceId, spanId) = TraceIds.TraceAndRoot(caller.TraceId, record.Id);
        return new()
        {
            TraceId = traceId,
            SpanId = spanId,
            ParentSpanId = TraceIds.Parent(caller.ParentSpanId),
            Link = TraceParent.Parse(record.TraceParent),
            Name = caller.GenerationName ?? TraceNames.DefaultGeneration,
            Kind = TraceSpanKind.Client,
            StartUnixNanoseconds = Nanoseconds(record, 0),
            EndUnixNanoseconds = Nanoseconds(record, record.Timings.ProviderBodyEnd ?? record.Timings.End ?? 0),
            Failed = failure is not null,
            StatusMessage = failure,
        };
    }

    /// <summary>One attempt at a provider.</summary>
    /// <param name="record">The generation.</param>
    /// <param name="index">0 for the first.</param>
    /// <param name="root">The whole call.</param>
    public static TraceSpan Attempt(GenerationRecord record, int index, in TraceSpan root)
    {
        var attempt = record.Attempts[index];
        int number = index + 1;
        return new()
        {
            TraceId = root.TraceId,
            SpanId = TraceIds.Attempt(record.Id, number),
            ParentSpanId = root.SpanId,
            Name = $"provider attempt {number}: {attempt.ProviderName}",
            Kind = TraceSpanKind.Server,
            StartUnixNanoseconds = root.StartUnixNanoseconds,
            EndUnixNanoseconds = Nanoseconds(record, attempt.Latency),
            Failed = attempt.Failure is not null,
            StatusMessage = attempt is { Failure: AttemptFailures.Status, Status: { } status }
                ? $"HTTP {status}"
                : attempt.Failure,
        };
    }

    /// <summary>From the provider's headers to the end of its stream; null: it wasn't a stream, or never got that far.</summary>
    public static TraceSpan? Stream(GenerationRecord record, in TraceSpan root) =>
        record is { Streamed: true, Timings: { ProviderHeaders: { } headers, ProviderBodyEnd: { } end } }
            ? new TraceSpan
            {
                TraceId = root.TraceId,
                SpanId = TraceIds.Generation(record.Id),
                ParentSpanId = root.SpanId,
                Name = "generation",
                Kind = TraceSpanKind.Server,
                StartUnixNanoseconds = Nanoseconds(record, headers),
                EndUnixNanoseconds = Nanoseconds(record, end),
                Failed = root.Failed,
            }
            : null;

    private static long Nanoseconds(GenerationRecord record, double milliseconds) =>
        ((record.CreatedAt - DateTimeOffset.UnixEpoch).Ticks + (long)(milliseconds * TimeSpan.TicksPerMillisecond))
        * NanosecondsPerTick;
}
