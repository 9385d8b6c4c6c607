namespace K8sRouter.Sidecar.Routing;

/// <summary>What a request asks of routing.</summary>
internal sealed record RouteQuery
{
    /// <summary>One of <see cref="Core.Generations.GenerationApis"/>.</summary>
    public required string Api { get; init; }

    /// <summary>The model and its fallbacks in order, at least one.</summary>
    public required IReadOnlyList<RequestedModel> Models { get; init; }

    public ProviderPreferences Preferences { get; init; } = ProviderPreferences.None;

    /// <summary>Bits of <see cref="Ingress.RequestFields.Parameters"/> that the request carries.</summary>
    public uint Parameters { get; init; }
}
