namespace K8sRouter.Core.Destinations;

/// <summary>Where a destination's requests go, and what identifies us there.</summary>
/// <param name="Url">The address; null or unusable: nothing can be sent.</param>
/// <param name="Headers">Headers of the destination's type. They win over its author's own.</param>
internal sealed record DestinationRequest(string? Url, params IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>How the body is sent.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Post;
}
