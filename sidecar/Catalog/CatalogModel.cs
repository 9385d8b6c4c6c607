using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Catalog;

/// <summary>A model with the endpoints that the workspace may use.</summary>
internal sealed record CatalogModel(ModelEntry Model, IReadOnlyList<EndpointEntry> Endpoints)
{
    /// <summary>The endpoint whose price and limits stand for the model: the cheapest, unpriced ones last.</summary>
    public EndpointEntry Top { get; } = Endpoints.MinBy(e => EndpointFacts.Price(e) ?? decimal.MaxValue)!;

    /// <summary>The longest context that any endpoint offers; null: none states one.</summary>
    public int? ContextLength => Endpoints.Max(e => e.ContextLength);

    public string Author => Model.Name.Contains('/') ? Model.Name[..Model.Name.IndexOf('/')] : "";

    /// <summary>Parameters that at least one endpoint honours.</summary>
    public IEnumerable<string> SupportedParameters =>
        Endpoints.SelectMany(e => e.SupportedParameters).Distinct(StringComparer.Ordinal);
}
