namespace K8sRouter.Core.Storage.Erasing;

/// <summary>Why something couldn't be erased, in words.</summary>
internal static class ErasureFailures
{
    public static ErasureFailure Of(Exception fault, string name, string? bucket, long generations) => new()
    {
        ObjectName = name,
        Bucket = bucket,
        Fault = (fault as ObjectStoreException)?.Fault,
        Message = fault.Message,
        Generations = generations,
    };

    public static ErasureFailure Of(RewriteResult result, string name, string? bucket, long generations) => new()
    {
        ObjectName = name,
        Bucket = bucket,
        Message = result == RewriteResult.Contended
            ? "Others changed the object each time it was to be replaced. Erase again when they are done."
            : "The object's bytes don't have its checksum, so nothing in it was changed. Verify the store, restore or delete the "
                + "object, and erase again.",
        Generations = generations,
    };

    public static ErasureFailure OutOfReach(string name, string bucket, long generations) => new()
    {
        ObjectName = name,
        Bucket = bucket,
        Message = $"The content lies in the bucket {bucket}, which isn't at hand. Erase again with access to it.",
        Generations = generations,
    };

    public static ErasureFailure Unread(Exception fault, string name) => new()
    {
        ObjectName = name,
        Fault = (fault as ObjectStoreException)?.Fault,
        Message = $"The rows can't be read, so whose they are isn't known: {fault.Message}",
        Generations = 0,
    };

    public static ErasureFailure Unsearched(string name, string? bucket) => new()
    {
        ObjectName = name,
        Bucket = bucket,
        Message = "The object holds bytes that are no content, so what follows them wasn't searched. Verify the store, delete "
            + "the object if need be, and erase again.",
        Generations = 0,
    };

    public static ErasureFailure NotItsContent(string name, string? bucket, long generations) => new()
    {
        ObjectName = name,
        Bucket = bucket,
        Message = "Rows name places in the object where their contents aren't, so these were left alone. Verify the store, "
            + "delete the object if need be, and erase again.",
        Generations = generations,
    };
}
