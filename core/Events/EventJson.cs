using System.Text.Json;

namespace K8sRouter.Core.Events;

/// <summary>Values that several events have.</summary>
internal static class EventJson
{
    public static void WriteStrings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    public static void WriteNumber(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } known)
            writer.WriteNumber(name, known);
        else
            writer.WriteNull(name);
    }

    public static void WriteMilliseconds(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } known && double.IsFinite(known))
            writer.WriteNumber(name, known);
        else
            writer.WriteNull(name);
    }
}
