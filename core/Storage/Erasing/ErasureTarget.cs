namespace K8sRouter.Core.Storage.Erasing;

/// <summary>A generation to be erased, and where its content is.</summary>
/// <param name="Id">The generation.</param>
/// <param name="Bucket">Bucket of its content; null: that of the rows.</param>
/// <param name="ContentObject">Object that holds its content; null: none does.</param>
/// <param name="Offset">Where in that object it begins.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="RowErased">Whether its row says that it was erased, while its content is back.</param>
internal readonly record struct ErasureTarget(
    string Id, string? Bucket, string? ContentObject, long Offset, int Length, bool RowErased = false)
{
    public static ErasureTarget Of(StoredGeneration generation) => new(
        generation.Record.Id, generation.ContentBucket, generation.ContentObject, generation.ContentOffset,
        generation.ContentLength, generation.Erased);
}
