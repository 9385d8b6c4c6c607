using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>The caller's <c>trace</c> object: five keys with a meaning, everything else custom metadata.</summary>
internal sealed class TraceFields
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "trace_id", "trace_name", "span_name", "generation_name", "parent_span_id",
    };

    private readonly JsonElement? _trace;

    /// <summary>A trace without the caller's fields is better than none: what can't be read is passed over.</summary>
    public TraceFields(string? json) => _trace = json is null ? null : TolerantJson.Parse(Encoding.UTF8.GetBytes(json));

    public string? TraceId => _trace.Get("trace_id").Text();

    public string? TraceName => _trace.Get("trace_name").Text();

    public string? GenerationName => _trace.Get("generation_name").Text();

    public string? ParentSpanId => _trace.Get("parent_span_id").Text();

    /// <summary>Custom metadata, of <paramref name="allowed"/> keys alone where given.</summary>
    public IEnumerable<TraceAttribute> Custom(IReadOnlyList<string>? allowed)
    {
        if (_trace is not { ValueKind: JsonValueKind.Object } trace)
            yield break;
        foreach (var property in trace.EnumerateObject())
        {
            if (!Reserved.Contains(property.Name) && (allowed is null || allowed.Contains(property.Name, StringComparer.Ordinal))
                && Value(property.Value) is { } value)
                yield return new(property.Name, value);
        }
    }

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => Number(value),
        JsonValueKind.Null => null,
        _ => value.GetRawText(),
    };

    private static object Number(JsonElement value)
    {
        if (value.TryGetInt64(out long whole))
            return whole;
        double number = value.GetDouble();
        return double.IsFinite(number) ? number : value.GetRawText();
    }
}
