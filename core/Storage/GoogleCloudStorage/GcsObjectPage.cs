namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>One answer of a listing; what is empty is left out.</summary>
internal sealed record GcsObjectPage
{
    public string? NextPageToken { get; init; }

    public IReadOnlyList<GcsObjectResource>? Items { get; init; }

    public IReadOnlyList<string>? Prefixes { get; init; }
}
