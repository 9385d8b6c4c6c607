using System.Globalization;

namespace K8sRouter.Core.Storage;

/// <summary>
/// Deletes content that is older than it may be kept, by the days of its partitions: a day goes as a whole, once its last
/// second is old enough. Records stay, and the store notes what went (<see cref="SweepLedger"/>). Holds one object's facts at a
/// time, however many there are.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="prefix">Prefix of every name in it.</param>
public sealed class RetentionSweep(IObjectStore store, string prefix)
{
    private const string WorkspaceFolder = "workspace=";
    private const string DayFolder = "dt=";

    /// <summary>Deletes what is too old now.</summary>
    /// <param name="workspace">Whose content; null: everybody's.</param>
    /// <param name="retentionDays">Days that content is kept, 1 or more.</param>
    /// <param name="now">The present.</param>
    /// <param name="dryRun">Counts only, and deletes nothing.</param>
    /// <param name="cancellationToken">Gives up; what is deleted stays deleted.</param>
    /// <exception cref="IOException">
    /// The store is at fault, or couldn't note in its <see cref="SweepLedger"/> what was deleted; what is deleted by then stays
    /// deleted.
    /// </exception>
    public async Task<RetentionSweepResult> RunAsync(
        string? workspace, int retentionDays, DateTimeOffset now, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(retentionDays, 1);
        var result = new RetentionSweepResult();
        if (workspace is not null)
        {
            return await SweepAsync(
                ObjectNames.ContentFolder(prefix, workspace), retentionDays, now, dryRun, result, cancellationToken);
        }
        string all = ObjectNames.ContentFolder(prefix, workspace: null);
        await foreach (string folder in store.ListFoldersAsync(all, cancellationToken))
        {
            if (folder.AsSpan(all.Length).StartsWith(WorkspaceFolder, StringComparison.Ordinal))
                result = await SweepAsync(folder, retentionDays, now, dryRun, result, cancellationToken);
        }
        return result;
    }

    /// <summary>Whether content of a partition's day may no longer be kept: pure, in days of UTC.</summary>
    /// <param name="day">Day of the partition.</param>
    /// <param name="retentionDays">Days that content is kept.</param>
    /// <param name="now">The present.</param>
    public static bool IsOver(DateOnly day, int retentionDays, DateTimeOffset now) =>
        new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero).AddDays(retentionDays) <= now;

    private async Task<RetentionSweepResult> SweepAsync(
        string workspaceFolder, int retentionDays, DateTimeOffset now, bool dryRun, RetentionSweepResult result,
        CancellationToken cancellationToken)
    {
        bool? noted = null;
        await foreach (string folder in store.ListFoldersAsync(workspaceFolder, cancellationToken))
        {
            if (DayOf(folder[workspaceFolder.Length..]) is not { } day || !IsOver(day, retentionDays, now))
                continue;
            if (!dryRun)
                noted ??= await TryNoteAsync();
            result = result with { Days = result.Days + 1 };
            await foreach (var content in store.ListAsync(folder, cancellationToken))
            {
                if (!dryRun && !await store.DeleteAsync(content.Name, cancellationToken))
                    continue;
                result = result with { Objects = result.Objects + 1, Bytes = result.Bytes + content.Length };
            }
        }
        // What was deleted has made room on a disk that was full.
        if (noted == false)
            await NoteAsync();
        return result;

        Task NoteAsync() => SweepLedger.NoteRetentionAsync(
            store, prefix, WorkspaceOf(workspaceFolder), LastDayOver(retentionDays, now), cancellationToken);

        async Task<bool> TryNoteAsync()
        {
            try
            {
                await NoteAsync();
                return true;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // That content must go is more than that it is told.
                return false;
            }
        }
    }

    private string WorkspaceOf(string workspaceFolder)
    {
        string part = workspaceFolder[ObjectNames.ContentFolder(prefix, workspace: null).Length..];
        return ObjectNames.TryParseWorkspace(part, out string workspace) ? workspace : part;
    }

    private static DateOnly LastDayOver(int retentionDays, DateTimeOffset now) =>
        DateOnly.FromDateTime(now.UtcDateTime).AddDays(-retentionDays - 1);

    private static DateOnly? DayOf(string folder) =>
        folder.StartsWith(DayFolder, StringComparison.Ordinal)
        && DateOnly.TryParseExact(
            folder[DayFolder.Length..].TrimEnd('/'), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
