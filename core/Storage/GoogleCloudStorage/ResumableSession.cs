namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>An upload that the service keeps open: how far it is, and whether that is known.</summary>
internal sealed class ResumableSession(Uri address)
{
    public Uri Address { get; } = address;

    /// <summary>Bytes that the service has for certain.</summary>
    public long Offset { get; private set; }

    /// <summary>Whether the service must be asked how far it is: an answer was lost.</summary>
    public bool IsUncertain { get; set; }

    /// <summary>Takes over what the service says; false: it can't be, the session is of no use.</summary>
    public bool TryAdvance(long offset, long length)
    {
        if (offset < Offset || offset >= length)
            return false;
        Offset = offset;
        IsUncertain = false;
        return true;
    }
}
