namespace K8sRouter.Core.Storage.Reading;

/// <summary>Where the content of a store's rows is kept, beside the store itself.</summary>
/// <param name="Bucket">Bucket as rows name it; null: that of the rows, under another prefix.</param>
/// <param name="Prefix">Prefix of every name in it.</param>
public sealed record ContentPlace(string? Bucket, string Prefix);
