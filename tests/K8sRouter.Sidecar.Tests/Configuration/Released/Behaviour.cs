using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Routing;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Tests.Conformance;

namespace K8sRouter.Sidecar.Tests.Configuration.Released;

/// <summary>
/// What a sidecar does by a configuration, one line a decision: which endpoints serve which request and when, who may hold which
/// content, where it goes, and with what care.
/// </summary>
internal static class Behaviour
{
    private static readonly (string Name, ProviderPreferences Preferences)[] Demands =
    [
        ("nothing", ProviderPreferences.None),
        ("no data collection", new() { DenyDataCollection = true }),
        ("zero retention", new() { ZeroDataRetention = true }),
        ("distillable", new() { DistillableOnly = true }),
        ("fp8", new() { Quantizations = ["fp8"] }),
        ("temperature", new() { RequireParameters = true }),
        ("a request for less than a cent", new() { MaxPrice = new() { Request = 0.001m } }),
        ("an image for less than a cent", new() { MaxPrice = new() { Image = 0.001m } }),
        ("cheap audio", new() { MaxPrice = new() { Audio = 2 } }),
    ];

    public static IReadOnlyList<string> Of(ActiveConfiguration active)
    {
        var config = active.Config;
        List<string> lines = [];
        foreach (string api in GenerationApis.All)
        {
            foreach (int days in new[] { 0, 60 })
                lines.AddRange(Demands.Select(demand => $"{api}, {demand.Name}, day {days}: {Plan(active, api, demand.Preferences, days)}"));
        }
        foreach (string key in new[] { RichWorkspace.UserKey, RichWorkspace.AdministratorKey })
            lines.Add($"{key}: {Entitlement(config, key)}");
        lines.AddRange(config.ApiKeys.Select(key => key.ToString()));
        lines.AddRange(active.Targets.OrderBy(target => target.Key).Select(target =>
            $"{target.Key}: {target.Value.Uri} {target.Value.Provider.Auth} {string.Join(',', target.Value.Provider.Headers)}"));
        lines.Add($"{config.Policy with { ZeroDataRetentionAuthors = [] }} {string.Join(',', config.Policy.ZeroDataRetentionAuthors)}");
        lines.Add($"logged to {new LoggingPolicy().TargetIn(config)}");
        lines.Add($"used in {new DataUsePolicy().TargetIn(config)}, {config.DataUse.Discount}");
        lines.Add($"events to {config.Events}");
        return lines;
    }

    private static string Plan(ActiveConfiguration active, string api, ProviderPreferences preferences, int days)
    {
        var query = new RouteQuery { Api = api, Models = [RequestedModel.Parse("acme/one")], Preferences = preferences, Parameters = 1 };
        var now = RichWorkspace.Now.AddDays(days);
        var plan = RoutePlanner.Plan(active, query, new EndpointHealth(TimeProvider.System), now, () => 0.5);
        return string.Join(", ", plan.Endpoints.Select(planned => planned.Endpoint.Id).Order(StringComparer.Ordinal));
    }

    private static string Entitlement(RouterConfig config, string key)
    {
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key)));
        // Some of these are in a sample of half the generations and others aren't.
        return string.Join(' ', Enumerable.Range(0, 16).Select(i =>
        {
            var record = Samples.Generation($"gen-1795176000-{i:D20}") with
            {
                ApiKeyHash = hash,
                DataRegion = config.Workspace.Region,
                RequestedModel = "acme/one",
                Model = "acme/one",
            };
            var entitlement = ContentEntitlement.Decide(record, config);
            return $"{entitlement.Logged},{entitlement.Used},{entitlement.Refusal?.Status},{string.Join('+', entitlement.Destinations)}";
        }));
    }
}
