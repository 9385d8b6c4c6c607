using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// Writes generations as one OTLP/HTTP JSON request (ids in hex, enums as numbers, 64-bit integers as decimal strings), each with
/// its spans: the root, one for each attempt at a provider, and one for the generation of a stream. What isn't known is left out,
/// never zero.
/// </summary>
internal sealed class OtlpTraceWriter : IDisposable
{
    /// <summary>Characters of one attribute beyond which it is cut.</summary>
    public const int MaxAttributeCharacters = 10_000_000;

    private const long NanosecondsPerTick = 100;

    private readonly JsonBuffer _body;
    private readonly DestinationEntry _destination;
    private readonly AttributeWriter _attributes;
    private readonly ContentJson _content = new();
    private readonly JsonBuffer _scratch = new();
    private bool _first = true;

    /// <summary>Begins a request.</summary>
    /// <param name="body">Takes it.</param>
    /// <param name="destination">Decides on content, opt-in groups and custom metadata.</param>
    /// <param name="maxAttributeCharacters">Cut longer attributes.</param>
    public OtlpTraceWriter(JsonBuffer body, DestinationEntry destination, int maxAttributeCharacters = MaxAttributeCharacters)
    {
        _body = body;
        _destination = destination;
        _attributes = new(body, maxAttributeCharacters);
        _body.Append("{\"resourceSpans\":["u8);
    }

    /// <summary>Ends the request.</summary>
    public void End() => _body.Append("]}"u8);

    /// <summary>Adds one generation. Content is used in <see cref="ContentModes.Full"/> alone, whatever is handed in.</summary>
    public void Add(TracedGeneration generation)
    {
        var record = generation.Record;
        var content = _destination.ContentMode == ContentModes.Full && generation.Content is { } captured
            ? Assembled(record, captured)
            : null;
        var caller = new TraceFields(record.Trace);
        _body.Append(_first ? "{\"resource\":{"u8 : ",{\"resource\":{"u8);
        _first = false;
        _attributes.Begin();
        _attributes.Add("service.name", TraceNames.Service);
        _attributes.Add("service.version", TraceNames.ServiceVersion);
        _attributes.Add("openrouter.trace.id", caller.TraceId ?? record.Id);
        _attributes.End();
        _body.Append("},\"scopeSpans\":[{\"scope\":{\"name\":\""u8);
        _body.AppendText(TraceNames.Service);
        _body.Append("\"},\"spans\":["u8);
        var root = WriteRoot(record, content, caller);
        for (int i = 0; i < record.Attempts.Count; i++)
            WriteAttempt(record, i, root);
        if (record is { Streamed: true, Timings: { ProviderHeaders: { } headers, ProviderBodyEnd: { } end } })
            WriteStream(record, root, headers, end);
        _body.Append("]}]}"u8);
    }

    public void Dispose()
    {
        _content.Dispose();
        _scratch.Dispose();
    }

    private ContentJson Assembled(GenerationRecord record, CapturedContent captured)
    {
        _content.Assemble(record, captured);
        return _content;
    }

    private OtlpSpan WriteRoot(GenerationRecord record, ContentJson? content, TraceFields caller)
    {
        string? failure = TraceTexts.Failure(record, content);
        var (traceId, spanId) = TraceIds.TraceAndRoot(caller.TraceId, record.Id);
        var root = new OtlpSpan
        {
            TraceId = traceId,
            SpanId = spanId,
            ParentSpanId = TraceIds.Parent(caller.ParentSpanId),
            Name = caller.GenerationName ?? TraceNames.DefaultGeneration,
            Kind = TraceSpanKind.Client,
            StartUnixNanoseconds = Nanoseconds(record, 0),
            EndUnixNanoseconds = Nanoseconds(record, record.Timings.ProviderBodyEnd ?? record.Timings.End ?? 0),
            Failed = failure is not null,
            StatusMessage = failure,
        };
        Begin(root);
        RootAttributes.Write(_attributes, _scratch, record, content, _destination, caller, failure);
        var cut = _attributes.Cut;
        _attributes.End();
        WriteEvents(record, root, failure, cut);
        End(root);
        return root;
    }

    private void WriteEvents(GenerationRecord record, OtlpSpan root, string? failure, IReadOnlyList<string>? cut)
    {
        if (failure is null && cut is null)
            return;
        _body.Append(",\"events\":["u8);
        if (failure is not null)
        {
            BeginEvent(root, "exception"u8);
            _attributes.Add("exception.type", record.ErrorType ?? record.Outcome);
            _attributes.Add("exception.message", failure);
            EndEvent();
        }
        if (cut is not null)
        {
            if (failure is not null)
                _body.Append((byte)',');
            BeginEvent(root, "openrouter.trace_truncated"u8);
            _attributes.Add("keys", string.Join(',', cut));
            _attributes.Add("reason", "too_large");
            _attributes.Add("limit", (long?)_attributes.MaxCharacters);
            EndEvent();
        }
        _body.Append((byte)']');
    }

    private void WriteAttempt(GenerationRecord record, int index, OtlpSpan root)
    {
        var attempt = record.Attempts[index];
        int number = index + 1;
        var span = new OtlpSpan
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
        _body.Append((byte)',');
        Begin(span);
        _attributes.Add("span.type", "span");
        _attributes.Add("span.level", attempt.Failure is null ? "DEFAULT" : "ERROR");
        _attributes.Add("span.metadata.attempt_index", (long?)number);
        _attributes.Add("span.metadata.status_code", (long?)attempt.Status);
        _attributes.Add("span.metadata.is_byok", attempt.IsByok);
        _attributes.Add("span.metadata.endpoint_id", attempt.EndpointId);
        _attributes.Add("span.metadata.model_permaslug", attempt.ModelPermaslug);
        _attributes.Add("gen_ai.operation.name", RootAttributes.Operation(record));
        _attributes.Add("gen_ai.response.id", $"{record.Id}:attempt-{number}");
        _attributes.Add("trace.metadata.openrouter.provider_name", attempt.ProviderName);
        _attributes.End();
        End(span);
    }

    private void WriteStream(GenerationRecord record, OtlpSpan root, double headers, double end)
    {
        var span = new OtlpSpan
        {
            TraceId = root.TraceId,
            SpanId = TraceIds.Generation(record.Id),
            ParentSpanId = root.SpanId,
            Name = "generation",
            Kind = TraceSpanKind.Server,
            StartUnixNanoseconds = Nanoseconds(record, headers),
            EndUnixNanoseconds = Nanoseconds(record, end),
            Failed = root.Failed,
        };
        _body.Append((byte)',');
        Begin(span);
        _attributes.Add("span.type", "span");
        _attributes.Add("span.level", root.Failed ? "ERROR" : "DEFAULT");
        _attributes.Add("gen_ai.operation.name", RootAttributes.Operation(record));
        _attributes.Add("gen_ai.response.id", $"{record.Id}:generation");
        _attributes.End();
        End(span);
    }

    private void Begin(in OtlpSpan span)
    {
        _body.Append("{\"traceId\":\""u8);
        _body.AppendText(span.TraceId);
        _body.Append("\",\"spanId\":\""u8);
        _body.AppendText(span.SpanId);
        if (span.ParentSpanId is { } parent)
        {
            _body.Append("\",\"parentSpanId\":\""u8);
            _body.AppendText(parent);
        }
        _body.Append("\",\"name\":\""u8);
        _body.AppendText(span.Name);
        _body.Append("\",\"kind\":"u8);
        _body.Append((long)span.Kind);
        _body.Append(",\"startTimeUnixNano\":\""u8);
        _body.Append(span.StartUnixNanoseconds);
        _body.Append("\",\"endTimeUnixNano\":\""u8);
        _body.Append(span.EndUnixNanoseconds);
        _body.Append("\","u8);
        _attributes.Begin();
    }

    private void End(in OtlpSpan span)
    {
        _body.Append(span.Failed ? ",\"status\":{\"code\":2"u8 : ",\"status\":{\"code\":1"u8);
        if (span.StatusMessage is { } message)
        {
            _body.Append(",\"message\":"u8);
            _body.AppendString(message);
        }
        _body.Append("}}"u8);
    }

    private void BeginEvent(in OtlpSpan span, ReadOnlySpan<byte> name)
    {
        _body.Append("{\"timeUnixNano\":\""u8);
        _body.Append(span.EndUnixNanoseconds);
        _body.Append("\",\"name\":\""u8);
        _body.Append(name);
        _body.Append("\","u8);
        _attributes.Begin();
    }

    private void EndEvent()
    {
        _attributes.End();
        _body.Append((byte)'}');
    }

    private static long Nanoseconds(GenerationRecord record, double milliseconds) =>
        ((record.CreatedAt - DateTimeOffset.UnixEpoch).Ticks + (long)(milliseconds * TimeSpan.TicksPerMillisecond))
        * NanosecondsPerTick;
}
