using System.Globalization;
using System.Text.Json;
using K8sRouter.Core.Events;
using K8sRouter.Operator.Commands.Logs;

namespace K8sRouter.Operator.Commands.Events;

/// <summary>Events that are about no generation's end, in words.</summary>
internal static class NoticeText
{
    private const int Longest = 400;

    private const int ShownOfRevision = 12;

    /// <summary>What the event says; null: its type isn't known here.</summary>
    public static string? Of(string type, JsonElement data) => type switch
    {
        EventTypes.Denial => SafeText.Cut(Denial(data), Longest),
        EventTypes.Configuration => SafeText.Cut(Configuration(data), Longest),
        EventTypes.Sink => SafeText.Cut(Sink(data), Longest),
        _ => null,
    };

    private static string Denial(JsonElement data)
    {
        var rules = data.GetProperty("rules").EnumerateObject().Select(rule => $"{rule.Name} {rule.Value.GetInt32()}");
        string policies = EventFields.Texts(data, "policies") ?? "the request itself";
        string models = EventFields.Texts(data, "models") ?? "-";
        return $"denied {Number(data, "status")} {models}: {string.Join(", ", rules)} by {policies}";
    }

    private static string Configuration(JsonElement data)
    {
        string revision = Short(EventFields.Text(data, "revision"));
        string result = EventFields.Text(data, "result") ?? "-";
        return result == ConfigurationResults.Accepted
            ? $"configuration {revision} in force: {Number(data, "allowed_endpoints")} endpoints allowed, "
                + $"{Number(data, "excluded_endpoints")} excluded"
            : $"configuration {result}: {EventFields.Text(data, "reason") ?? "-"}; {revision} stays in force";
    }

    private static string Sink(JsonElement data)
    {
        string state = (EventFields.Text(data, "state") ?? "-").Replace('_', ' ');
        string? code = EventFields.Text(data, "code");
        string? remedy = EventFields.Text(data, "remedy");
        return $"{EventFields.Text(data, "sink") ?? "-"} {state}"
            + (code is null ? "" : $" ({code})") + (remedy is null ? "" : $": {remedy}");
    }

    private static string Number(JsonElement data, string name) =>
        EventFields.Number(data, name)?.ToString("0", CultureInfo.InvariantCulture) ?? "-";

    private static string Short(string? revision) =>
        revision is null ? "-" : revision[..Math.Min(ShownOfRevision, revision.Length)];
}
