using K8sRouter.Core.Destinations.Native;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations.ObjectStorage;

/// <summary>One trace as the JSON document that the API that clients know puts into a bucket.</summary>
internal static class S3TraceDocument
{
    public static void Write(TraceBuffer body, NativeTrace trace, DateTimeOffset now)
    {
        var target = body.Bytes;
        var record = trace.Record;
        var document = new JsonFields(target);
        var fields = new JsonFields(document.Field("trace"));
        fields.Text("id", trace.Root.TraceId);
        fields.Text("name", trace.Caller.TraceName ?? TraceNames.DefaultTrace);
        fields.Text("userId", record.ExternalUser);
        fields.Text("sessionId", record.SessionId);
        fields.Text("apiKeyName", record.ApiKeyName);
        fields.Text("entityId", record.WorkspaceId);
        fields.Null("organizationId");
        fields.Null("creatorUserId");
        fields.Text("timestamp", TraceRow.Time(trace.Root.StartUnixNanoseconds));
        var input = Content(fields.Field("input"), trace.WriteInput);
        var output = Content(fields.Field("output"), trace.WriteOutput);
        trace.WriteMetadata(fields.Field("metadata"));
        trace.WriteTags(fields.Field("tags"));
        fields.Null("version");
        fields.Field("observations").Append((byte)'[');
        WriteGeneration(body, trace, input, output);
        for (int i = 0; i < record.Attempts.Count; i++)
            WriteAttempt(target, record.Attempts[i], TraceSpans.Attempt(record, i, trace.Root));
        if (TraceSpans.Stream(record, trace.Root) is { } stream)
            WriteStream(target, stream);
        target.Append((byte)']');
        fields.End();
        document.Text("exported_at", TraceRow.Time((now - DateTimeOffset.UnixEpoch).Ticks * 100));
        document.End();
    }

    private static (int Start, int Length) Content(JsonBuffer target, Action<JsonBuffer> write)
    {
        int start = target.Length;
        write(target);
        return (start, target.Length - start);
    }

    private static void WriteGeneration(
        TraceBuffer body, NativeTrace trace, (int Start, int Length) input, (int Start, int Length) output)
    {
        var record = trace.Record;
        var fields = Begin(body.Bytes, trace.Root, "GENERATION");
        fields.Number("routerLatencyMs", record.Timings.ProviderRequest);
        WriteTimeline(fields.Field("timeline"), record.Timings);
        fields.Field("input");
        body.Repeat(input.Start, input.Length);
        fields.Field("output");
        body.Repeat(output.Start, output.Length);
        fields.Text("model", record.Model);
        trace.WriteParameters(fields.Field("modelParameters"));
        fields.Text("providerName", record.ProviderName);
        fields.Text("providerSlug", record.ProviderSlug);
        WriteUsage(ref fields, record);
        fields.Text("level", trace.Failure is null ? "DEFAULT" : "ERROR");
        fields.Number("statusCode", (long?)record.StatusCode);
        fields.Text("statusMessage", trace.Failure);
        fields.Text("finishReason", record.NativeFinishReason);
        fields.Text("normalizedFinishReason", record.FinishReason);
        trace.WriteAttributes(fields.Field("metadata"));
        fields.End();
    }

    private static void WriteAttempt(JsonBuffer target, ProviderAttempt attempt, in TraceSpan span)
    {
        target.Append((byte)',');
        var fields = Begin(target, span, "SPAN");
        fields.Text("providerName", attempt.ProviderName);
        fields.Text("providerSlug", attempt.ProviderSlug);
        fields.Text("level", span.Failed ? "ERROR" : "DEFAULT");
        fields.Number("statusCode", (long?)attempt.Status);
        fields.Text("statusMessage", span.StatusMessage);
        fields.End();
    }

    private static void WriteStream(JsonBuffer target, in TraceSpan span)
    {
        target.Append((byte)',');
        var fields = Begin(target, span, "SPAN");
        fields.Text("level", span.Failed ? "ERROR" : "DEFAULT");
        fields.End();
    }

    private static JsonFields Begin(JsonBuffer target, in TraceSpan span, string type)
    {
        var fields = new JsonFields(target);
        fields.Text("id", span.SpanId);
        fields.Text("parentObservationId", span.ParentSpanId);
        fields.Text("name", span.Name);
        fields.Text("type", type);
        fields.Text("startTime", TraceRow.Time(span.StartUnixNanoseconds));
        fields.Text("endTime", TraceRow.Time(span.EndUnixNanoseconds));
        return fields;
    }

    private static void WriteTimeline(JsonBuffer target, GenerationTimings timings)
    {
        var fields = new JsonFields(target);
        fields.Number("providerRequestMs", timings.ProviderRequest);
        fields.Number("providerHeadersMs", timings.ProviderHeaders);
        fields.Number("firstTokenMs", timings.FirstToken);
        fields.Number("providerBodyEndMs", timings.ProviderBodyEnd);
        fields.End();
    }

    private static void WriteUsage(ref JsonFields fields, GenerationRecord record)
    {
        fields.Number("promptTokens", record.Usage?.Prompt);
        fields.Number("completionTokens", record.Usage?.Completion);
        fields.Number("totalTokens", record.Usage?.Total);
        var prompt = new JsonFields(fields.Field("promptTokensDetails"));
        prompt.Number("cachedTokens", record.Usage?.Cached);
        prompt.Number("cacheWriteTokens", record.Usage?.CacheWrite);
        if (record.Usage is { CacheWrite: { } written, CacheWrite1h: { } hour })
        {
            var creation = new JsonFields(prompt.Field("cacheCreation"));
            creation.Number("ephemeral_5m_input_tokens", written - hour);
            creation.Number("ephemeral_1h_input_tokens", hour);
            creation.End();
        }
        prompt.Number("audioTokens", record.Usage?.AudioPrompt);
        prompt.End();
        var completion = new JsonFields(fields.Field("completionTokensDetails"));
        completion.Number("reasoningTokens", record.Usage?.Reasoning);
        completion.Number("imageTokens", record.Usage?.CompletionImages);
        completion.End();
        fields.Number("inputCost", record.Cost?.Prompt);
        fields.Number("outputCost", record.Cost?.Completion);
        fields.Number("totalCost", record.Cost?.Total);
        fields.Number("inputUnitPrice", record.InputUnitPrice);
        fields.Number("outputUnitPrice", record.OutputUnitPrice);
    }
}
