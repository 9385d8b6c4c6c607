namespace K8sRouter.Core.Destinations;

/// <summary>What became of a batch.</summary>
public enum ExportStatus
{
    /// <summary>The destination has it.</summary>
    Delivered,

    /// <summary>It may be sent again later.</summary>
    Retry,

    /// <summary>The destination will never take it.</summary>
    Dropped,
}
