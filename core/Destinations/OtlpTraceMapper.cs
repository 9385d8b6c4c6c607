using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// Makes a generation's spans: the root, one for each attempt at a provider, and one for the generation of a stream. What
/// isn't known is left out, never zero.
/// </summary>
public static class OtlpTraceMapper
{
    /// <summary>Characters of one attribute beyond which it is cut.</summary>
    public const int MaxAttributeCharacters = 10_000_000;

    private const long NanosecondsPerTick = 100;

    /// <summary>Maps one generation. Content is used in <see cref="ContentModes.Full"/> alone, whatever is handed in.</summary>
    /// <param name="generation">The generation.</param>
    /// <param name="destination">Decides on content, opt-in groups and custom metadata.</param>
    /// <param name="maxAttributeCharacters">Cut longer attributes.</param>
    public static GenerationTrace Map(
        TracedGeneration generation, DestinationEntry destination, int maxAttributeCharacters = MaxAttributeCharacters)
    {
        var record = generation.Record;
        var content = destination.ContentMode == ContentModes.Full ? generation.Content : null;
        var caller = new TraceFields(record.Trace);
        string traceId = TraceIds.Trace(caller.TraceId, record.Id);
        var root = Root(record, content, destination, caller, traceId, maxAttributeCharacters);

        var spans = new List<TraceSpan> { root };
        for (int i = 0; i < record.Attempts.Count; i++)
            spans.Add(Attempt(record, i, root));
        if (record is { Streamed: true, Timings: { ProviderHeaders: { } headers, ProviderBodyEnd: { } end } })
            spans.Add(Stream(record, root, headers, end));
        return new(
            [
                new("service.name", TraceNames.Service),
                new("service.version", TraceNames.ServiceVersion),
                new("openrouter.trace.id", caller.TraceId ?? record.Id),
            ],
            spans);
    }

    private static TraceSpan Root(
        GenerationRecord record, GenerationContent? content, DestinationEntry destination, TraceFields caller, string traceId, int maxCharacters)
    {
        long start = Nanoseconds(record, 0);
        long end = Nanoseconds(record, record.Timings.ProviderBodyEnd ?? record.Timings.End ?? 0);
        string? failure = TraceTexts.Failure(record, content);
        var attributes = RootAttributes.Of(record, content, destination, caller, failure, maxCharacters);
        var events = new List<TraceSpanEvent>();
        if (failure is not null)
        {
            events.Add(new("exception", end,
                [new("exception.type", record.ErrorType ?? record.Outcome), new("exception.message", failure)]));
        }
        if (attributes.Cut is { } cut)
        {
            events.Add(new("openrouter.trace_truncated", end,
                [new("keys", string.Join(',', cut)), new("reason", "too_large"), new("limit", (long)maxCharacters)]));
        }
        return new()
        {
            TraceId = traceId,
            SpanId = TraceIds.Root(record.Id),
            ParentSpanId = TraceIds.Parent(caller.ParentSpanId),
            Name = caller.GenerationName ?? TraceNames.DefaultGeneration,
            Kind = TraceSpanKind.Client,
            StartUnixNanoseconds = start,
            EndUnixNanoseconds = end,
            Attributes = attributes.All,
            Events = events,
            Failed = failure is not null,
            StatusMessage = failure,
        };
    }

    private static TraceSpan Attempt(GenerationRecord record, int index, TraceSpan root)
    {
        var attempt = record.Attempts[index];
        int number = index + 1;
        var attributes = new AttributeList(MaxAttributeCharacters);
        attributes.Add("span.type", "span");
        attributes.Add("span.level", attempt.Failure is null ? "DEFAULT" : "ERROR");
        attributes.Add("span.metadata.attempt_index", (long?)number);
        attributes.Add("span.metadata.status_code", (long?)attempt.Status);
        attributes.Add("span.metadata.is_byok", attempt.IsByok);
        attributes.Add("span.metadata.endpoint_id", attempt.EndpointId);
        attributes.Add("span.metadata.model_permaslug", attempt.ModelPermaslug);
        attributes.Add("gen_ai.operation.name", RootAttributes.Operation(record));
        attributes.Add("gen_ai.response.id", $"{record.Id}:attempt-{number}");
        attributes.Add("trace.metadata.openrouter.provider_name", attempt.ProviderName);
        return new()
        {
            TraceId = root.TraceId,
            SpanId = TraceIds.Attempt(record.Id, number),
            ParentSpanId = root.SpanId,
            Name = $"provider attempt {number}: {attempt.ProviderName}",
            Kind = TraceSpanKind.Server,
            StartUnixNanoseconds = root.StartUnixNanoseconds,
            EndUnixNanoseconds = Nanoseconds(record, attempt.Latency),
            Attributes = attributes.All,
            Failed = attempt.Failure is not null,
            StatusMessage = attempt is { Failure: AttemptFailures.Status, Status: { } status } ? $"HTTP {status}" : attempt.Failure,
        };
    }

    private static TraceSpan Stream(GenerationRecord record, TraceSpan root, double headers, double end) => new()
    {
        TraceId = root.TraceId,
        SpanId = TraceIds.Generation(record.Id),
        ParentSpanId = root.SpanId,
        Name = "generation",
        Kind = TraceSpanKind.Server,
        StartUnixNanoseconds = Nanoseconds(record, headers),
        EndUnixNanoseconds = Nanoseconds(record, end),
        Attributes =
        [
            new("span.type", "span"),
            new("span.level", root.Failed ? "ERROR" : "DEFAULT"),
            new("gen_ai.operation.name", RootAttributes.Operation(record)),
            new("gen_ai.response.id", $"{record.Id}:generation"),
        ],
        Failed = root.Failed,
    };

    private static long Nanoseconds(GenerationRecord record, double milliseconds) =>
        ((record.CreatedAt - DateTimeOffset.UnixEpoch).Ticks + (long)(milliseconds * TimeSpan.TicksPerMillisecond)) * NanosecondsPerTick;
}
