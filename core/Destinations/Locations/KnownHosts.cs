using K8sRouter.Core.DataPolicies;

namespace K8sRouter.Core.Destinations.Locations;

/// <summary>
/// Where the hosts of the destinations' vendors lie: as their documentation of November 2026 says, and where that wasn't found
/// to say it (marked below), as the host's own name does or as is commonly known of the vendor. A host that isn't here says
/// nothing: its location is what is declared. What is declared is only ever refused for it, never allowed.
/// </summary>
public static class KnownHosts
{
    /// <summary>A domain and all below it; of two that fit the longer one counts.</summary>
    private static readonly Dictionary<string, string> Domains = new(StringComparer.OrdinalIgnoreCase)
    {
        // By their vendors' documentation.
        ["arize.com"] = Regions.Us,
        ["eu-west-1a.arize.com"] = Regions.Europe,
        ["ca-central-1a.arize.com"] = Regions.Global,
        ["api.braintrust.dev"] = Regions.Us,
        ["datadoghq.com"] = Regions.Us,
        ["datadoghq.eu"] = Regions.Europe,
        ["ap1.datadoghq.com"] = Regions.Global,
        ["ap2.datadoghq.com"] = Regions.Global,
        ["ddog-gov.com"] = Regions.Us,
        ["cloud.langfuse.com"] = Regions.Europe,
        ["us.cloud.langfuse.com"] = Regions.Us,
        ["hipaa.cloud.langfuse.com"] = Regions.Us,
        ["jp.cloud.langfuse.com"] = Regions.Global,
        ["api.smith.langchain.com"] = Regions.Us,
        ["nr-data.net"] = Regions.Us,
        ["eu01.nr-data.net"] = Regions.Europe,
        ["jp.nr-data.net"] = Regions.Global,
        ["sentry.io"] = Regions.Us,
        ["de.sentry.io"] = Regions.Europe,
        // By their names, or as is commonly known: not found in documentation.
        ["api-eu.braintrust.dev"] = Regions.Europe,
        ["eu.api.smith.langchain.com"] = Regions.Europe,
        ["app.posthog.com"] = Regions.Us,
        ["us.posthog.com"] = Regions.Us,
        ["us.i.posthog.com"] = Regions.Us,
        ["eu.posthog.com"] = Regions.Europe,
        ["eu.i.posthog.com"] = Regions.Europe,
        ["api.ramp.com"] = Regions.Us,
        ["trace.wandb.ai"] = Regions.Us,
    };

    /// <summary>Domains in which a label names the region of a cloud: <c>x.eu-central-1.aws.clickhouse.cloud</c>.</summary>
    private static readonly string[] ByCloudRegion =
        [".amazonaws.com", ".clickhouse.cloud", ".snowflakecomputing.com", ".grafana.net"];

    private const string GrafanaPrefix = "otlp-gateway-prod-";

    /// <summary>
    /// One of <see cref="Regions"/>, <see cref="Regions.Global"/> for what lies neither in Europe nor in the US; null: not known.
    /// </summary>
    /// <param name="host">Name of the host, without scheme and port.</param>
    public static string? Find(string host)
    {
        for (string domain = host; domain.Length > 0; domain = domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (Domains.TryGetValue(domain, out string? region))
                return region;
            if (!domain.Contains('.', StringComparison.Ordinal))
                break;
        }
        if (!ByCloudRegion.Any(domain => host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)))
            return null;
        // A bucket may be called what it likes; the region stands behind its name.
#pragma warning disable CA1308 // Clouds write the names of their regions in lower case.
        string[] labels = host.ToLowerInvariant().Split('.');
#pragma warning restore CA1308
        return labels.Select(label => Grafana(label) ?? CloudRegions.Find(label)).LastOrDefault(region => region is not null);
    }

    /// <summary>
    /// Grafana's zones have names of its own, in which eu is taken for the EU: the United Kingdom's begin with gb. By the names,
    /// not by documentation of each zone.
    /// </summary>
    private static string? Grafana(string label)
    {
        if (!label.StartsWith(GrafanaPrefix, StringComparison.Ordinal))
            return null;
        return label[GrafanaPrefix.Length..].Split('-')[0] switch
        {
            "eu" => Regions.Europe,
            "us" => Regions.Us,
            _ => Regions.Global,
        };
    }
}
