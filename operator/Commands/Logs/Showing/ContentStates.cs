using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Operator.Commands.Logs.Showing;

/// <summary>What a store has of a generation's content, in words.</summary>
internal static class ContentStates
{
    /// <summary>For scripts.</summary>
    public static string Name(StoredContentKind kind) => kind switch
    {
        StoredContentKind.Present => "present",
        StoredContentKind.NotStored => "not_stored",
        StoredContentKind.Erased => "erased",
        StoredContentKind.Missing => "missing",
        StoredContentKind.OutOfReach => "out_of_reach",
        _ => "damaged",
    };

    /// <summary>For a person.</summary>
    public static string Sentence(StoredContentKind kind, StoredGeneration generation) => kind switch
    {
        StoredContentKind.Present => $"in {Where(generation)}",
        StoredContentKind.NotStored => "not stored: the policy didn't ask for it when the call was made",
        StoredContentKind.Erased => "erased on demand",
        StoredContentKind.Missing => $"gone with its object, by retention or by loss: {Where(generation)}",
        StoredContentKind.OutOfReach => $"out of reach, in another bucket: {Where(generation)}",
        _ => $"damaged: {Where(generation)} can't be read, or isn't this generation's; see logs verify",
    };

    private static string Where(StoredGeneration generation)
    {
        var bucket = generation.ContentBucket is { } name ? $"gs://{name}/" : "";
        return $"{bucket}{generation.ContentObject}";
    }
}
