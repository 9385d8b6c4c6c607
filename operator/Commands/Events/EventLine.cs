using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using K8sRouter.Core.Events;
using K8sRouter.Operator.Commands.Logs;

namespace K8sRouter.Operator.Commands.Events;

/// <summary>An event as a line.</summary>
internal static class EventLine
{
    /// <summary>Renders it; false: it is no event.</summary>
    /// <param name="text">What came.</param>
    /// <param name="json">Whether the event itself is wanted.</param>
    /// <param name="line">The line with its end; empty for an event of a type that isn't shown to people.</param>
    public static bool TryRender(string text, bool json, [NotNullWhen(true)] out string? line)
    {
        line = null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            // One with a line end would break what reads a line an event.
            if (Text(root, "specversion") is null || Text(root, "type") is not { } type || text.AsSpan().ContainsAny("\r\n"))
                return false;
            line = json ? text + "\n" : type == GenerationEvent.Type ? Row(root) : "";
            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static string Row(JsonElement root)
    {
        var data = root.GetProperty("data");
        string[] cells =
        [
            root.GetProperty("time").TryGetDateTimeOffset(out var time)
                ? time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
                : "-",
            Cell(Text(data, "workspace"), 16), Cell(Text(data, "model"), 32), Cell(Text(data, "provider"), 14),
            Cell(Number(data, "status") is { } status ? status.ToString("0", CultureInfo.InvariantCulture) : null, 3),
            (Number(data, "total_tokens") is { } tokens ? Amounts.Count((long)tokens) : "-").PadLeft(9) + " tok",
            (Number(data, "cost") is { } cost ? Amounts.Dollars(cost) : "-").PadLeft(12),
            (Number(data, "duration_ms") is { } duration ? duration.ToString("0", CultureInfo.InvariantCulture) : "-").PadLeft(7)
                + " ms",
        ];
        return string.Join(' ', cells) + "\n";
    }

    private static string Cell(string? text, int width) => SafeText.Cut(text ?? "-", width).PadRight(width);

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static decimal? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
            ? number
            : null;
}
