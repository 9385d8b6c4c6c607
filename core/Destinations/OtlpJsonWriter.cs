using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>Writes traces as OTLP/HTTP JSON: ids in hex, enums as numbers, 64-bit integers as decimal strings.</summary>
public static class OtlpJsonWriter
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one export request.</summary>
    public static void Write(IBufferWriter<byte> target, IReadOnlyList<GenerationTrace> traces)
    {
        using var writer = new Utf8JsonWriter(target, WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("resourceSpans"u8);
        foreach (var trace in traces)
            WriteTrace(writer, trace);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTrace(Utf8JsonWriter writer, GenerationTrace trace)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("resource"u8);
        WriteAttributes(writer, trace.Resource);
        writer.WriteEndObject();
        writer.WriteStartArray("scopeSpans"u8);
        writer.WriteStartObject();
        writer.WriteStartObject("scope"u8);
        writer.WriteString("name"u8, TraceNames.Service);
        writer.WriteEndObject();
        writer.WriteStartArray("spans"u8);
        foreach (var span in trace.Spans)
            WriteSpan(writer, span);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSpan(Utf8JsonWriter writer, TraceSpan span)
    {
        writer.WriteStartObject();
        writer.WriteString("traceId"u8, span.TraceId);
        writer.WriteString("spanId"u8, span.SpanId);
        if (span.ParentSpanId is { } parent)
            writer.WriteString("parentSpanId"u8, parent);
        writer.WriteString("name"u8, span.Name);
        writer.WriteNumber("kind"u8, (int)span.Kind);
        WriteLong(writer, "startTimeUnixNano", span.StartUnixNanoseconds);
        WriteLong(writer, "endTimeUnixNano", span.EndUnixNanoseconds);
        WriteAttributes(writer, span.Attributes);
        if (span.Events.Count > 0)
        {
            writer.WriteStartArray("events"u8);
            foreach (var happened in span.Events)
            {
                writer.WriteStartObject();
                WriteLong(writer, "timeUnixNano", happened.UnixNanoseconds);
                writer.WriteString("name"u8, happened.Name);
                WriteAttributes(writer, happened.Attributes);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        writer.WriteStartObject("status"u8);
        writer.WriteNumber("code"u8, span.Failed ? 2 : 1);
        if (span.StatusMessage is { } message)
            writer.WriteString("message"u8, message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter writer, IReadOnlyList<TraceAttribute> attributes)
    {
        writer.WriteStartArray("attributes"u8);
        foreach (var (key, value) in attributes)
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, key);
            writer.WriteStartObject("value"u8);
            switch (value)
            {
                case bool flag:
                    writer.WriteBoolean("boolValue"u8, flag);
                    break;
                case long number:
                    WriteLong(writer, "intValue", number);
                    break;
                case double number:
                    writer.WriteNumber("doubleValue"u8, number);
                    break;
                default:
                    writer.WriteString("stringValue"u8, (string)value);
                    break;
            }
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteLong(Utf8JsonWriter writer, string name, long value) =>
        writer.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
}
