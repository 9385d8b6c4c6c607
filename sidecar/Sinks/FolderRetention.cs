using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// Deletes content from the sidecar's own folder once it is older than the workspace keeps it: at the start and every hour, also
/// while nothing is logged any more. Buckets have lifecycle rules for that.
/// </summary>
internal sealed class FolderRetention(
    IObjectStore folder, Configuration.IConfigurationSource configuration, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>No policy may ask for less.</summary>
    private const int LeastDays = 90;

    /// <summary>How soon it looks again for the first configuration.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);

    /// <summary>Sweeps until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                bool swept = await SweepAsync(cancellationToken);
                await Task.Delay(swept ? Interval : FirstLook, clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    /// <summary>Sweeps once; false: without a configuration nobody knows for how long.</summary>
    internal async Task<bool> SweepAsync(CancellationToken cancellationToken)
    {
        if (configuration.Current?.Config is not { } config)
            return false;
        int days = Math.Max(config.InputOutputLogging.RetentionDays, LeastDays);
        try
        {
            var result = await new RetentionSweep(folder, SegmentTarget.FolderPrefix).RunAsync(
                config.Workspace.Name, days, clock.GetUtcNow(), dryRun: false, cancellationToken);
            if (result.Objects > 0)
                Log.FolderSwept(logger, folder.Place, result.Objects, result.Bytes, days);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.FolderNotSwept(logger, folder.Place, fault.GetType().Name);
        }
        return true;
    }
}
