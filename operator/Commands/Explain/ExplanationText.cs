using System.Globalization;
using System.Text;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Commands.Explain;

/// <summary>An explanation for a person at a terminal.</summary>
internal static class ExplanationText
{
    public static string Render(ModelExplanation explanation)
    {
        var text = new StringBuilder();
        var all = explanation.Allowed.Count + explanation.Excluded.Count;
        text.Append(CultureInfo.InvariantCulture,
            $"{explanation.Model} in workspace {explanation.Workspace}: "
            + $"{explanation.Allowed.Count} of {all} endpoints allowed\n");
        foreach (var endpoint in explanation.Allowed)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nallowed   {endpoint.Provider}\n");
            Row(text, "price", Price(endpoint));
            Row(text, "region", Region(endpoint));
            Row(text, "prompts", Prompts(endpoint.DataPolicy));
            Row(text, "facts", Facts(endpoint));
            Row(text, "credential", explanation.Credentials[endpoint.Provider]);
        }
        if (explanation.Allowed.Count > 0)
        {
            text.Append("\nkept of calls\n");
            Row(text, "records", explanation.Records);
            Row(text, "logging", explanation.Logging);
            Row(text, "data use", explanation.DataUse);
            Row(text, "traces", explanation.Traces);
            Row(text, "zdr", explanation.ZeroRetention);
        }
        foreach (var endpoint in explanation.Excluded)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nexcluded  {endpoint.Provider}\n");
            foreach (var reason in endpoint.Reasons)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {reason.Rule} by {reason.Policy}\n");
                text.Append(CultureInfo.InvariantCulture, $"    {reason.Message}\n");
            }
        }
        return text.ToString();
    }

    private static string Price(EndpointEntry endpoint) =>
        endpoint.Free ? "free"
        : endpoint.Pricing is { } pricing
            ? $"${PerMillion(pricing.Prompt)} in, ${PerMillion(pricing.Completion)} out per million tokens"
        : "not stated";

    private static string PerMillion(decimal perToken) =>
        (perToken * 1_000_000).ToString("0.00####", CultureInfo.InvariantCulture);

    private static string Region(EndpointEntry endpoint) =>
        endpoint.Datacenters.Count == 0
            ? $"{endpoint.Region} (datacenters not stated)"
            : $"{endpoint.Region} ({string.Join(", ", endpoint.Datacenters)})";

    private static string Prompts(EndpointDataPolicy policy)
    {
        if (!policy.Confirmed)
            return "unconfirmed: counts as training, publishing and keeping without limit";
        var kept = policy.RetentionDays switch
        {
            0 => "not kept",
            1 => "kept for 1 day",
            { } days => $"kept for {days} days",
            null => "kept for an unknown time",
        };
        var training = policy.Training ? "may be trained on" : "not trained on";
        var publication = policy.Publication ? "may be published" : "not published";
        return $"{kept}, {training}, {publication}";
    }

    private static string Facts(EndpointEntry endpoint)
    {
        if (endpoint.DataPolicy.ExpiresAt is not { } expiry)
            return endpoint.DataPolicy.Confirmed ? "confirmed, without an end" : "unconfirmed";
        return endpoint.AllowedUntil is null
            ? $"hold until {Instants.Text(expiry)}; allowed after that too"
            : $"hold until {Instants.Text(expiry)}; excluded from then on by {endpoint.AllowedUntilPolicy}";
    }

    private static void Row(StringBuilder text, string label, string value) =>
        text.Append("  ").Append(label.PadRight(12)).Append(value).Append('\n');
}
