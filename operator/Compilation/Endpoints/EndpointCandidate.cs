using K8sRouter.Core.DataPolicies;
using K8sRouter.Crds.ModelProviders;

namespace K8sRouter.Operator.Compilation.Endpoints;

/// <summary>One model at one provider, before anybody has asked whether it may be used.</summary>
internal sealed class EndpointCandidate(ModelProvider provider, ProviderModel model)
{
    public ModelProvider Provider { get; } = provider;

    public ProviderModel Model { get; } = model;

    /// <summary>The provider's slug.</summary>
    public string Slug => Provider.Metadata.Name!;

    /// <summary><c>provider/model</c>.</summary>
    public string Id => $"{Slug}/{Model.Name}";

    /// <summary>The part of the model's name before the slash.</summary>
    public string Author => Model.Name[..Math.Max(0, Model.Name.IndexOf('/', StringComparison.Ordinal))];

    /// <summary>Sorted: they stand in sentences, and the order of a set must not make another configuration.</summary>
    public IReadOnlyList<string> Datacenters { get; } =
        [.. (model.Datacenters ?? provider.Spec.Datacenters ?? []).Distinct().Order(StringComparer.Ordinal)];

    public string Region => Regions.Of(Datacenters);

    /// <summary>Facts as written, whatever their age.</summary>
    public EndpointFacts Facts { get; } = EndpointFacts.Of(provider.Spec.DataPolicy, model.DataPolicy);

    /// <summary>APIs that both the model and some upstream of the provider serve.</summary>
    public IReadOnlyList<string> Apis { get; } =
        [.. provider.Spec.Upstreams.SelectMany(upstream => upstream.Apis).Distinct()
            .Where(api => model.Apis is null || model.Apis.Contains(api)).Order(StringComparer.Ordinal)];
}
