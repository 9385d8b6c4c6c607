using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations.Otlp;

/// <summary>
/// Writes generations as one OTLP request, each with its spans: the root, one for each attempt at a provider, and one for the
/// generation of a stream. What isn't known is left out, never zero.
/// </summary>
internal sealed class OtlpTraceWriter : IDisposable
{
    private readonly IOtlpEncoder _encoder;
    private readonly DestinationEntry _destination;
    private readonly SpanDialect _dialect;
    private readonly AttributeWriter _attributes;
    private readonly ContentJson _content = new();
    private readonly JsonBuffer _scratch = new();

    /// <summary>Begins a request.</summary>
    /// <param name="body">Takes it.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="destination">Decides on content, opt-in groups and custom metadata.</param>
    public OtlpTraceWriter(TraceBuffer body, OtlpFormat format, DestinationEntry destination)
    {
        _encoder = format.CreateEncoder(body);
        _destination = destination;
        _dialect = format.Dialect;
        _attributes = new(_encoder, format.Dialect, format.MaxAttributeCharacters);
        _encoder.BeginRequest();
    }

    /// <summary>Ends the request.</summary>
    public void End() => _encoder.EndRequest();

    /// <summary>Adds what the destination may know of one generation, whatever is handed in.</summary>
    public void Add(TracedGeneration generation)
    {
        var (record, captured) = generation.For(_destination);
        var content = captured is null ? null : Assembled(record, captured);
        var caller = new TraceFields(record.Trace);
        _encoder.BeginResource();
        _attributes.Begin();
        _attributes.Add("service.name", TraceNames.Service);
        _attributes.Add("service.version", TraceNames.ServiceVersion);
        _attributes.Add("openrouter.trace.id", caller.TraceId ?? record.Id);
        _dialect.AddToResource?.Invoke(_attributes, record, caller);
        _attributes.End();
        _encoder.BeginSpans(TraceNames.Service);
        var root = WriteRoot(record, content, caller);
        if (!_dialect.RootOnly)
            WriteParts(record, root);
        _encoder.EndSpans(_dialect.SchemaUrl);
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

    private TraceSpan WriteRoot(GenerationRecord record, ContentJson? content, TraceFields caller)
    {
        string? failure = TraceTexts.Failure(record, content);
        var root = TraceSpans.Root(record, caller, failure);
        Begin(root);
        RootAttributes.Write(_attributes, _scratch, record, content, _destination, caller, failure);
        _dialect.AddToRoot?.Invoke(new(_attributes, _scratch, record, content, caller));
        var cut = _attributes.Cut;
        _attributes.End();
        WriteEvents(record, root, failure, cut);
        _encoder.EndSpan(root);
        return root;
    }

    private void WriteEvents(GenerationRecord record, TraceSpan root, string? failure, IReadOnlyList<string>? cut)
    {
        if (failure is not null)
        {
            BeginEvent(root, "exception");
            _attributes.Add("exception.type", record.ErrorType ?? record.Outcome);
            _attributes.Add("exception.message", failure);
            EndEvent();
        }
        if (cut is not null)
        {
            BeginEvent(root, "openrouter.trace_truncated");
            _attributes.Add("keys", string.Join(',', cut));
            _attributes.Add("reason", "too_large");
            _attributes.Add("limit", (long?)_attributes.MaxCharacters);
            EndEvent();
        }
    }

    private void WriteParts(GenerationRecord record, TraceSpan root)
    {
        for (int i = 0; i < record.Attempts.Count; i++)
        {
            var span = TraceSpans.Attempt(record, i, root);
            Begin(span);
            AddAttempt(record, i);
            _attributes.End();
            _encoder.EndSpan(span);
        }
        if (TraceSpans.Stream(record, root) is { } stream)
        {
            Begin(stream);
            AddKind(root.Failed);
            AddIdentity(record, "generation");
            _attributes.End();
            _encoder.EndSpan(stream);
        }
    }

    private void AddAttempt(GenerationRecord record, int index)
    {
        var attempt = record.Attempts[index];
        int number = index + 1;
        AddKind(attempt.Failure is not null);
        _attributes.Add("span.metadata.attempt_index", (long?)number);
        _attributes.Add("span.metadata.status_code", (long?)attempt.Status);
        _attributes.Add("span.metadata.is_byok", attempt.IsByok);
        _attributes.Add("span.metadata.endpoint_id", attempt.EndpointId);
        _attributes.Add("span.metadata.model_permaslug", attempt.ModelPermaslug);
        AddIdentity(record, $"attempt-{number}");
        _attributes.Add("trace.metadata.openrouter.provider_name", attempt.ProviderName);
    }

    private void AddKind(bool failed)
    {
        _attributes.Add("span.type", _dialect.StepType);
        _attributes.Add("span.level", failed ? "ERROR" : "DEFAULT");
    }

    private void AddIdentity(GenerationRecord record, string part)
    {
        _attributes.Add("gen_ai.operation.name", RootAttributes.Operation(record));
        _attributes.Add("gen_ai.response.id", $"{record.Id}:{part}");
    }

    private void Begin(in TraceSpan span)
    {
        _encoder.BeginSpan(span);
        _attributes.Begin();
    }

    private void BeginEvent(in TraceSpan span, string name)
    {
        _encoder.BeginEvent(span.EndUnixNanoseconds, name);
        _attributes.Begin();
    }

    private void EndEvent()
    {
        _attributes.End();
        _encoder.EndEvent();
    }
}
