namespace K8sRouter.Core.Destinations;

/// <summary>
/// Sends traces to one destination in its own wire format. One attempt: retrying is its caller's. Never throws for a fault of
/// the destination or the network.
/// </summary>
public interface ITraceExporter
{
    /// <summary>Sends a batch.</summary>
    Task<ExportResult> ExportAsync(IReadOnlyList<TracedGeneration> batch, CancellationToken cancellationToken);
}
