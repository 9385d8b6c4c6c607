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
    /// <param name="line">The line with its end; empty for an event of a type that isn't known here.</param>
    public static bool TryRender(string text, bool json, [NotNullWhen(true)] out string? line)
    {
        line = null;
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            // One with a line end would break what reads a line an event.
            if (EventFields.Text(root, "specversion") is null
                || EventFields.Text(root, "type") is not { } type
                || text.AsSpan().ContainsAny("\r\n"))
                return false;
            line = json ? text + "\n" : Words(type, root);
            return true;
        }
        catch (Exception fault) when (
            fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return false;
        }
    }

    private static string Words(string type, JsonElement root)
    {
        if (type == EventTypes.Generation)
            return Row(root);
        return root.TryGetProperty("data", out var data) && NoticeText.Of(type, data) is { } notice
            ? EventFields.Beginning(root, data) + ' ' + notice + "\n"
            : "";
    }

    private static string Row(JsonElement root)
    {
        var data = root.GetProperty("data");
        string[] cells =
        [
            EventFields.Beginning(root, data),
            EventFields.Cell(EventFields.Text(data, "model"), 32), EventFields.Cell(EventFields.Text(data, "provider"), 14),
            EventFields.Cell(
                EventFields.Number(data, "status") is { } status ? status.ToString("0", CultureInfo.InvariantCulture) : null, 3),
            (EventFields.Number(data, "total_tokens") is { } tokens ? Amounts.Count((long)tokens) : "-").PadLeft(9) + " tok",
            (EventFields.Number(data, "cost") is { } cost ? Amounts.Dollars(cost) : "-").PadLeft(12),
            (EventFields.Number(data, "duration_ms") is { } duration
                ? duration.ToString("0", CultureInfo.InvariantCulture)
                : "-").PadLeft(7) + " ms",
        ];
        return string.Join(' ', cells) + "\n";
    }
}
