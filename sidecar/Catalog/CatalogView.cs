using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Catalog;

/// <summary>What a workspace may use at an instant: the models with an allowed endpoint, and those endpoints.</summary>
internal sealed class CatalogView(ActiveConfiguration configuration, DateTimeOffset now)
{
    public ActiveConfiguration Configuration => configuration;

    public DateTimeOffset Now => now;

    /// <summary>Models with an allowed endpoint, in the configuration's order.</summary>
    public IEnumerable<CatalogModel> Models() =>
        from model in configuration.Config.Models
        let endpoints = EndpointsOf(model.Name)
        where endpoints.Length > 0
        select new CatalogModel(model, endpoints);

    /// <summary>Allowed endpoints of a model; none where it is unknown or wholly excluded.</summary>
    public EndpointEntry[] EndpointsOf(string model) =>
        configuration.EndpointsByModel.TryGetValue(model, out var all)
            ? Array.FindAll(all, e => EndpointFacts.IsAllowed(e, now))
            : [];

    /// <summary>Providers with an allowed endpoint.</summary>
    public IEnumerable<ProviderEntry> Providers()
    {
        var used = configuration.Config.Endpoints.Where(e => EndpointFacts.IsAllowed(e, now)).Select(e => e.Provider)
            .ToHashSet(StringComparer.Ordinal);
        return configuration.Config.Providers.Where(p => used.Contains(p.Slug));
    }
}
