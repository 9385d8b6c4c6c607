using System.Globalization;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations.Native;

/// <summary>One generation as a row of the flat table that the warehouses hold: a JSON object of its columns.</summary>
internal static class TraceRow
{
    /// <summary>Columns that hold a moment.</summary>
    public static readonly string[] Times = ["TIMESTAMP", "START_TIME", "END_TIME"];

    /// <summary>Columns that hold a number.</summary>
    public static readonly string[] Numbers =
    [
        "DURATION_MS", "PROMPT_TOKENS", "COMPLETION_TOKENS", "TOTAL_TOKENS", "CACHED_TOKENS", "REASONING_TOKENS", "TOTAL_COST",
        "INPUT_COST", "OUTPUT_COST",
    ];

    /// <summary>Columns that hold JSON, as text where the warehouse has no type for it.</summary>
    public static readonly string[] Documents = ["ATTRIBUTES", "INPUT", "OUTPUT", "METADATA", "MODEL_PARAMETERS", "TAGS"];

    /// <summary>Columns that hold text.</summary>
    public static readonly string[] Texts =
    [
        "TRACE_ID", "SPAN_ID", "PARENT_SPAN_ID", "USER_ID", "SESSION_ID", "ORGANIZATION_ID", "ENTITY_ID", "API_KEY_NAME", "MODEL",
        "PROVIDER_NAME", "PROVIDER_SLUG", "STATUS", "LEVEL", "FINISH_REASON", "SPAN_TYPE",
    ];

    /// <summary>Writes a row.</summary>
    /// <param name="target">Takes it.</param>
    /// <param name="trace">The generation.</param>
    /// <param name="scratch">Memory for documents; null: they are written as they are, not as text.</param>
    public static void Write(JsonBuffer target, NativeTrace trace, JsonBuffer? scratch)
    {
        var fields = new JsonFields(target);
        AddIdentity(ref fields, trace);
        AddTimes(ref fields, trace.Root);
        AddOutcome(ref fields, trace);
        AddDocument(ref fields, "ATTRIBUTES", trace.WriteAttributes, scratch);
        AddDocument(ref fields, "INPUT", trace.WriteInput, scratch);
        AddDocument(ref fields, "OUTPUT", trace.WriteOutput, scratch);
        AddDocument(ref fields, "METADATA", trace.WriteMetadata, scratch);
        AddDocument(ref fields, "MODEL_PARAMETERS", trace.WriteParameters, scratch);
        AddDocument(ref fields, "TAGS", trace.WriteTags, scratch);
        fields.End();
    }

    /// <summary>A moment as ISO 8601 in UTC, with nanoseconds.</summary>
    public static string Time(long unixNanoseconds)
    {
        var second = DateTimeOffset.FromUnixTimeSeconds(unixNanoseconds / 1_000_000_000);
        return string.Create(
            CultureInfo.InvariantCulture, $"{second:yyyy-MM-ddTHH:mm:ss}.{unixNanoseconds % 1_000_000_000:D9}Z");
    }

    private static void AddIdentity(ref JsonFields fields, NativeTrace trace)
    {
        var record = trace.Record;
        fields.Text("TRACE_ID", trace.Root.TraceId);
        fields.Text("SPAN_ID", trace.Root.SpanId);
        fields.Text("PARENT_SPAN_ID", trace.Root.ParentSpanId);
        fields.Text("USER_ID", record.ExternalUser);
        fields.Text("SESSION_ID", record.SessionId);
        fields.Null("ORGANIZATION_ID");
        fields.Text("ENTITY_ID", record.WorkspaceId);
        fields.Text("API_KEY_NAME", record.ApiKeyName);
    }

    private static void AddTimes(ref JsonFields fields, in TraceSpan root)
    {
        fields.Text("TIMESTAMP", Time(root.StartUnixNanoseconds));
        fields.Text("START_TIME", Time(root.StartUnixNanoseconds));
        fields.Text("END_TIME", Time(root.EndUnixNanoseconds));
        fields.Number("DURATION_MS", (root.EndUnixNanoseconds - root.StartUnixNanoseconds) / 1_000_000.0);
    }

    private static void AddOutcome(ref JsonFields fields, NativeTrace trace)
    {
        var record = trace.Record;
        fields.Text("MODEL", record.Model);
        fields.Text("PROVIDER_NAME", record.ProviderName);
        fields.Text("PROVIDER_SLUG", record.ProviderSlug);
        fields.Text("STATUS", trace.Failure is null ? "ok" : "error");
        fields.Text("LEVEL", trace.Failure is null ? "DEFAULT" : "ERROR");
        fields.Text("FINISH_REASON", record.FinishReason);
        fields.Number("PROMPT_TOKENS", record.Usage?.Prompt);
        fields.Number("COMPLETION_TOKENS", record.Usage?.Completion);
        fields.Number("TOTAL_TOKENS", record.Usage?.Total);
        fields.Number("CACHED_TOKENS", record.Usage?.Cached);
        fields.Number("REASONING_TOKENS", record.Usage?.Reasoning);
        fields.Number("TOTAL_COST", record.Cost?.Total);
        fields.Number("INPUT_COST", record.Cost?.Prompt);
        fields.Number("OUTPUT_COST", record.Cost?.Completion);
        fields.Text("SPAN_TYPE", "GENERATION");
    }

    private static void AddDocument(ref JsonFields fields, string name, Action<JsonBuffer> write, JsonBuffer? scratch)
    {
        var target = fields.Field(name);
        if (scratch is null)
        {
            write(target);
            return;
        }
        scratch.Reset();
        write(scratch);
        if (scratch.Span.SequenceEqual("null"u8))
        {
            target.Append("null"u8);
            return;
        }
        target.Append((byte)'"');
        target.AppendText(scratch.Span);
        target.Append((byte)'"');
    }
}
