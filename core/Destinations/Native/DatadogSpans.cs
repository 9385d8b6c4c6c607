using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations.Native;

/// <summary>
/// The request of Datadog's LLM Observability spans API: the model call as a span of kind <c>llm</c>, attempts as tasks.
/// </summary>
internal static class DatadogSpans
{
    /// <summary>What the API wants where a span has no parent.</summary>
    private const string NoParent = "undefined";

    public static void Write(JsonBuffer body, string application, NativeTrace trace, IReadOnlyList<TracedGeneration> batch)
    {
        body.Append("{\"data\":{\"type\":\"span\",\"attributes\":{\"ml_app\":"u8);
        body.AppendString(application);
        body.Append(",\"tags\":["u8);
        WriteTag(body, "service:", application);
        body.Append((byte)',');
        WriteTag(body, "ml_app:", application);
        body.Append("],\"spans\":["u8);
        for (int i = 0; i < batch.Count; i++)
        {
            if (i > 0)
                body.Append((byte)',');
            trace.Take(batch[i]);
            WriteRoot(body, trace);
            WriteParts(body, trace);
        }
        body.Append("]}}}"u8);
    }

    private static void WriteRoot(JsonBuffer body, NativeTrace trace)
    {
        var record = trace.Record;
        var fields = Begin(body, trace.Root);
        if (record.SessionId is { } session)
            fields.Text("session_id", session);
        WriteTags(ref fields, record);
        WriteMeta(fields.Field("meta"), trace);
        WriteMetrics(fields.Field("metrics"), record);
        fields.End();
    }

    private static void WriteParts(JsonBuffer body, NativeTrace trace)
    {
        for (int i = 0; i < trace.Record.Attempts.Count; i++)
            WritePart(body, TraceSpans.Attempt(trace.Record, i, trace.Root));
        if (TraceSpans.Stream(trace.Record, trace.Root) is { } stream)
            WritePart(body, stream);
    }

    private static void WritePart(JsonBuffer body, in TraceSpan span)
    {
        body.Append((byte)',');
        var fields = Begin(body, span);
        var meta = new JsonFields(fields.Field("meta"));
        meta.Text("kind", "task");
        if (span.StatusMessage is { } message)
            WriteError(meta.Field("error"), message, "provider_attempt");
        meta.End();
        fields.End();
    }

    private static JsonFields Begin(JsonBuffer body, in TraceSpan span)
    {
        var fields = new JsonFields(body);
        fields.Text("name", span.Name);
        fields.Text("span_id", span.SpanId);
        fields.Text("trace_id", span.TraceId);
        fields.Text("parent_id", span.ParentSpanId ?? NoParent);
        fields.Number("start_ns", (long?)span.StartUnixNanoseconds);
        fields.Number("duration", (long?)(span.EndUnixNanoseconds - span.StartUnixNanoseconds));
        fields.Text("status", span.Failed ? "error" : "ok");
        return fields;
    }

    private static void WriteTags(ref JsonFields fields, GenerationRecord record)
    {
        var target = fields.Field("tags");
        target.Append((byte)'[');
        if (record.ExternalUser is { } user)
            WriteTag(target, "user_id:", user);
        if (record.SessionId is { } session)
        {
            if (record.ExternalUser is not null)
                target.Append((byte)',');
            WriteTag(target, "session_id:", session);
        }
        target.Append((byte)']');
    }

    private static void WriteMeta(JsonBuffer target, NativeTrace trace)
    {
        var meta = new JsonFields(target);
        meta.Text("kind", trace.Record.Api == GenerationApis.Embeddings ? "embedding" : "llm");
        meta.Text("model_name", trace.Record.Model);
        meta.Text("model_provider", trace.Record.ProviderSlug);
        trace.WriteAttributes(meta.Field("metadata"));
        if (trace.Failure is { } failure)
            WriteError(meta.Field("error"), failure, trace.Record.ErrorType ?? trace.Record.Outcome);
        if (trace.Content is { } content)
        {
            WriteMessages(meta.Field("input"), TraceMessages.Input(content));
            WriteMessages(meta.Field("output"), [TraceMessages.Output(content)]);
        }
        meta.End();
    }

    private static void WriteError(JsonBuffer target, string message, string type)
    {
        var error = new JsonFields(target);
        error.Text("message", message);
        error.Text("type", type);
        error.End();
    }

    private static void WriteMessages(JsonBuffer target, IReadOnlyList<TraceMessage> messages)
    {
        target.Append("{\"messages\":["u8);
        for (int i = 0; i < messages.Count; i++)
        {
            if (i > 0)
                target.Append((byte)',');
            var fields = new JsonFields(target);
            fields.Text("role", messages[i].Role);
            fields.Text("content", string.Concat(messages[i].Parts.Where(part => part.Name is null).Select(part => part.Text)));
            WriteCalls(ref fields, [.. messages[i].Parts.Where(part => part.Name is not null)]);
            fields.End();
        }
        target.Append("]}"u8);
    }

    private static void WriteCalls(ref JsonFields message, List<TraceMessagePart> calls)
    {
        if (calls.Count == 0)
            return;
        var target = message.Field("tool_calls");
        target.Append((byte)'[');
        for (int i = 0; i < calls.Count; i++)
        {
            if (i > 0)
                target.Append((byte)',');
            var fields = new JsonFields(target);
            fields.Text("name", calls[i].Name);
            fields.Text("tool_id", calls[i].Id);
            fields.Text("type", "function");
            WriteArguments(fields.Field("arguments"), calls[i].Text);
            fields.End();
        }
        target.Append((byte)']');
    }

    /// <summary>The API wants an object, which a model's arguments are only nearly always.</summary>
    private static void WriteArguments(JsonBuffer target, string text)
    {
        if (TolerantJson.Parse(Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Object } arguments)
        {
            target.Append(JsonMarshal.GetRawUtf8Value(arguments));
            return;
        }
        var fields = new JsonFields(target);
        fields.Text("value", text);
        fields.End();
    }

    private static void WriteMetrics(JsonBuffer target, GenerationRecord record)
    {
        var metrics = new JsonFields(target);
        AddKnown(ref metrics, "input_tokens", record.Usage?.Prompt);
        AddKnown(ref metrics, "output_tokens", record.Usage?.Completion);
        AddKnown(ref metrics, "total_tokens", record.Usage?.Total);
        AddKnown(ref metrics, "time_to_first_token", record.Timings.FirstToken / 1000);
        metrics.End();
    }

    private static void AddKnown(ref JsonFields fields, string name, double? value)
    {
        if (value is not null)
            fields.Number(name, value);
    }

    private static void WriteTag(JsonBuffer target, string name, string value) => target.AppendString(name + value);
}
