using System.Globalization;
using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Commands;

/// <summary>What one workspace may do, for a person at a terminal: everything allowed, and the rest by rule and policy.</summary>
internal static class WorkspaceText
{
    private const int MostNames = 4;
    private const string ProviderPrefix = "ModelProvider ";

    public static string Render(CompilationResult result)
    {
        var config = result.Config;
        var text = new StringBuilder();
        var noun = config.Endpoints.Count == 1 ? "endpoint" : "endpoints";
        text.Append(
            CultureInfo.InvariantCulture, $"workspace {config.Workspace.Name}: {config.Endpoints.Count} {noun} allowed, ");
        text.Append(
            CultureInfo.InvariantCulture, $"{config.ExcludedEndpoints.Count} excluded, region {config.Workspace.Region}\n");
        AppendAllowed(text, config);
        AppendExcluded(text, config);
        Row(text, "keys", Keys(config.ApiKeys));
        Row(text, "records", KeepingText.Records(config));
        Row(text, "logging", KeepingText.Logging(config));
        if (config.DataUse.Enabled)
            Row(text, "data use", KeepingText.DataUse(config));
        if (config.Events is { } events)
            Row(text, "events", KeepingText.Events(events));
        Row(text, "broadcast", Broadcast(config.Broadcast));
        foreach (var destination in config.Broadcast.Destinations.Where(item => item.FilterRules is not null))
            Row(text, "filter", $"{destination.Name}: {FilterText.Render(destination.FilterRules!)}");
        if (config.Policy.ForwardTraceContext)
            Row(text, "context", "providers are told which trace a call belongs to (traceparent, tracestate)");
        if (result.Report.PlatformCredentials.Count > 0)
        {
            Row(text, "shared", $"the platform's credentials of {string.Join(", ", result.Report.PlatformCredentials)}: "
                + "readable by whoever may read Secrets here");
        }
        if (result.EarliestExpiry is { } expiry)
            Row(text, "next", $"facts about a provider age on {Instants.Text(expiry)}");
        foreach (var notice in result.Report.Notices)
            Row(text, "notice", $"{notice.Reason}: {notice.Subject}: {notice.Message}");
        return text.ToString();
    }

    private static void AppendAllowed(StringBuilder text, RouterConfig config)
    {
        var own = config.Providers.Where(provider => provider.IsByok)
            .Select(provider => provider.Slug).ToHashSet(StringComparer.Ordinal);
        var byModel = config.Endpoints.GroupBy(endpoint => endpoint.Model).ToArray();
        var width = byModel.Select(model => model.Key.Length).DefaultIfEmpty().Max();
        foreach (var model in byModel)
        {
            var providers = model.Select(endpoint =>
                own.Contains(endpoint.Provider) ? $"{endpoint.Provider} (own key)" : endpoint.Provider);
            Row(text, "allowed", $"{model.Key.PadRight(width)}  {string.Join(", ", providers)}");
        }
    }

    private static void AppendExcluded(StringBuilder text, RouterConfig config)
    {
        var rows = config.ExcludedEndpoints
            .SelectMany(endpoint => endpoint.Reasons.Select(reason => (endpoint.Id, reason.Rule, Policy: reason.Policy ?? "")))
            .Distinct()
            .GroupBy(item => (item.Rule, By: IsProvider(item.Policy) ? ProviderPrefix : item.Policy))
            .OrderBy(group => group.Key.Rule, StringComparer.Ordinal).ThenBy(group => group.Key.By, StringComparer.Ordinal)
            .ToArray();
        var width = rows.Select(group => group.Key.Rule.Length).DefaultIfEmpty().Max();
        foreach (var row in rows)
        {
            // Every provider decides about its own credential: a row for each would bury what the policies decide.
            var by = row.Key.By == ProviderPrefix
                ? ProviderPrefix + Some(row.Select(item => item.Policy[ProviderPrefix.Length..]))
                : row.Key.By;
            Row(text, "excluded", $"{row.Key.Rule.PadRight(width)}  {row.Count()} by {by}: {Some(row.Select(item => item.Id))}");
        }
    }

    private static bool IsProvider(string policy) => policy.StartsWith(ProviderPrefix, StringComparison.Ordinal);

    /// <summary>The first few names, and how many more there are.</summary>
    private static string Some(IEnumerable<string> names)
    {
        var all = names.Distinct().Order(StringComparer.Ordinal).ToArray();
        var more = all.Length > MostNames ? $" and {all.Length - MostNames} more" : "";
        return string.Join(", ", all.Take(MostNames)) + more;
    }

    private static string Keys(IReadOnlyList<ApiKeyEntry> keys) =>
        keys.Count == 0
            ? "none: callers on loopback need none"
            : string.Join(", ", keys.Select(key => key.Administrator ? $"{key.Name} (administrator)" : key.Name));

    private static string Broadcast(BroadcastSettings broadcast)
    {
        if (broadcast.Destinations.Count == 0)
            return "no destination";
        var destinations = string.Join(", ", broadcast.Destinations.Select(item =>
            $"{item.Name} ({item.Type}, content {item.ContentMode}{Declared(item)}{(item.Enabled ? "" : ", disabled")})"));
        return broadcast.Enabled ? destinations : $"off by policy: {destinations}";
    }

    private static string Declared(DestinationEntry item) =>
        (item.ZeroRetention is true ? ", zero retention" : "") + (item.Required is true ? ", required" : "");

    private static void Row(StringBuilder text, string label, string value) =>
        text.Append("  ").Append(label.PadRight(10)).Append(value).Append('\n');
}
