using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>The caller's <c>trace</c> object: five keys with a meaning, everything else custom metadata.</summary>
internal sealed class TraceFields
{
    private readonly JsonElement? _trace;

    /// <summary>A trace without the caller's fields is better than none: what can't be read is passed over.</summary>
    public TraceFields(string? json) => _trace = json is null ? null : TolerantJson.Parse(Encoding.UTF8.GetBytes(json));

    public string? TraceId => _trace.Get("trace_id").Text();

    public string? TraceName => _trace.Get("trace_name").Text();

    public string? GenerationName => _trace.Get("generation_name").Text();

    public string? ParentSpanId => _trace.Get("parent_span_id").Text();

    /// <summary>
    /// Text of a key of the caller's own; null: it isn't there, or not among the <paramref name="allowed"/> ones.
    /// </summary>
    public string? Custom(string key, IReadOnlyList<string>? allowed) =>
        allowed is null || allowed.Contains(key, StringComparer.Ordinal) ? _trace.Get(key).Text() : null;

    /// <summary>Adds custom metadata, of <paramref name="allowed"/> keys alone where given.</summary>
    public void AddCustom(AttributeWriter attributes, IReadOnlyList<string>? allowed)
    {
        if (_trace is not { ValueKind: JsonValueKind.Object } trace)
            return;
        foreach (var property in trace.EnumerateObject())
        {
            if (CallerTrace.Reserved.Contains(property.Name)
                || (allowed is not null && !allowed.Contains(property.Name, StringComparer.Ordinal)))
                continue;
            Add(attributes, TraceNames.Metadata + property.Name, property.Value);
            Add(attributes, TraceNames.SpanMetadata + property.Name, property.Value);
        }
    }

    /// <summary>Writes the tags, which are custom metadata of a known form: an array of texts; null: there are none.</summary>
    public void WriteTags(JsonBuffer target)
    {
        if (_trace.Get("tags") is not { ValueKind: JsonValueKind.Array } tags)
        {
            target.Append("null"u8);
            return;
        }
        target.Append((byte)'[');
        bool any = false;
        foreach (var tag in tags.EnumerateArray().Where(tag => tag.ValueKind == JsonValueKind.String))
        {
            if (any)
                target.Append((byte)',');
            any = true;
            target.AppendString(tag.GetString());
        }
        target.Append((byte)']');
    }

    private static void Add(AttributeWriter attributes, string key, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.String:
                attributes.Add(key, value.GetString());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                attributes.Add(key, value.GetBoolean());
                break;
            case JsonValueKind.Number when value.TryGetInt64(out long whole):
                attributes.Add(key, (long?)whole);
                break;
            case JsonValueKind.Number when double.IsFinite(value.GetDouble()):
                attributes.Add(key, (double?)value.GetDouble());
                break;
            default:
                attributes.Add(key, value.GetRawText());
                break;
        }
    }
}
