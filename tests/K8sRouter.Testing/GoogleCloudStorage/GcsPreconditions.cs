namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>The conditions of a request on the object that is there.</summary>
internal sealed record GcsPreconditions(long? IfGeneration, long? IfGenerationNot, long? IfMetageneration)
{
    public static GcsPreconditions Read(GcsDoubleCall call) => new(
        call.Number("ifGenerationMatch"), call.Number("ifGenerationNotMatch"), call.Number("ifMetagenerationMatch"));

    /// <summary>Throws 412, or for a read of what the caller has already 304.</summary>
    public void Check(GcsDoubleObject? present, bool reading = false)
    {
        long generation = present?.Generation ?? 0;
        if ((IfGeneration is { } wanted && wanted != generation)
            || (IfMetageneration is { } metageneration && metageneration != (present?.Metageneration ?? 0)))
            throw GcsWireError.Precondition();
        if (IfGenerationNot == generation)
            throw reading ? new GcsWireError(304, "notModified", "Not Modified") : GcsWireError.Precondition();
    }
}
