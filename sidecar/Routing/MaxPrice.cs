namespace K8sRouter.Sidecar.Routing;

/// <summary>The request's <c>max_price</c>: US dollars per million tokens, per request, per image; null: no bound.</summary>
internal sealed record MaxPrice
{
    public decimal? Prompt { get; init; }

    public decimal? Completion { get; init; }

    public decimal? Request { get; init; }

    public decimal? Image { get; init; }

    public decimal? Audio { get; init; }
}
