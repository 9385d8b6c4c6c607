namespace K8sRouter.Core.Storage.Erasing;

/// <summary>A generation to be erased, and where its content is.</summary>
internal readonly record struct ErasureTarget(string Id, string? Bucket, string? ContentObject, long Offset, int Length)
{
    public static ErasureTarget Of(StoredGeneration generation) => new(
        generation.Record.Id, generation.ContentBucket, generation.ContentObject, generation.ContentOffset,
        generation.ContentLength);
}
