using K8sRouter.Core.Storage;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>Checks a folder that is a store.</summary>
internal sealed class FolderCheck(string folder, BucketExpectation expected, TimeProvider time)
{
    /// <param name="apply">Deletes content that is older than it may be kept.</param>
    /// <param name="cancellationToken">Gives up; what is deleted stays deleted.</param>
    public async Task<PlaceReport> RunAsync(bool apply, CancellationToken cancellationToken)
    {
        var days = expected.RetentionDays ?? LogsCommand.LeastRetentionDays;
        var sweep = new RetentionSweep(new FolderObjectStore(folder), expected.Prefix);
        var swept = await sweep.RunAsync(null, days, time.GetUtcNow(), dryRun: !apply, cancellationToken);
        var found = $"{Amounts.Count(swept.Objects, "object")} of content ({Amounts.Bytes(swept.Bytes)}) older than {days} days";
        return new PlaceReport(
            Path.Combine(Path.GetFullPath(folder), expected.Prefix),
            "records and content, in clear",
            [
                Permissions(File.GetUnixFileMode(folder)),
                swept.Objects == 0 || apply
                    ? new(FindingLevel.Ok, "retention", $"no content is older than {days} days")
                    : new(
                        FindingLevel.Warning, "retention", found,
                        "Its sidecar deletes it every hour while it runs; --apply deletes it now."),
            ],
            apply ? $"retention: deleted {found}" : null);
    }

    private BucketFinding Permissions(UnixFileMode mode)
    {
        const string subject = "readers";
        if ((mode & (UnixFileMode.OtherRead | UnixFileMode.OtherExecute)) != 0)
            return new(FindingLevel.Warning, subject, "every user of this machine", $"chmod o-rwx {folder}");
        return (mode & (UnixFileMode.GroupRead | UnixFileMode.GroupExecute)) != 0
            ? new(FindingLevel.Ok, subject, "its owner and its group")
            : new(FindingLevel.Ok, subject, "its owner");
    }
}
