using System.Globalization;
using System.Text.Json;
using K8sRouter.Operator.Commands.Logs;

namespace K8sRouter.Operator.Commands.Events;

/// <summary>Reads fields of an event, which may lack any of them.</summary>
internal static class EventFields
{
    /// <summary>Time and workspace, with which each line begins.</summary>
    public static string Beginning(JsonElement root, JsonElement data) =>
        (root.GetProperty("time").TryGetDateTimeOffset(out var time)
            ? time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
            : "-")
        + ' ' + Cell(Text(data, "workspace"), 16);

    public static string Cell(string? text, int width) => SafeText.Cut(text ?? "-", width).PadRight(width);

    public static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static decimal? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
            ? number
            : null;

    /// <summary>The texts of a list, joined; null: there are none.</summary>
    public static string? Texts(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            ? string.Join(", ", value.EnumerateArray().Select(text => text.GetString()))
            : null;
}
