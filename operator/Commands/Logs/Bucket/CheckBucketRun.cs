using K8sRouter.Operator.Commands.Logs.Stores;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>Checks places, and with <c>--apply</c> sets what can be set.</summary>
internal sealed class CheckBucketRun(StoreOpener opener, Terminal terminal)
{
    public async Task<int> RunAsync(
        IReadOnlyList<StorePlace> places, GivenExpectation given, bool apply, bool json, CancellationToken cancellationToken)
    {
        var reports = new List<PlaceReport>();
        foreach (var place in places)
        {
            var expected = Expectation(place, given);
            var days = place.IsDeclared ? place.RetentionDays : given.RetentionDays;
            // A default would do here for looking, and be far too short for deleting.
            if (apply && days is null && !place.IsDeclared)
                throw CommandException.Usage("--apply deletes content by its age: say after how many days by --retention-days.");
            reports.Add(place.Folder is { } folder
                ? await new FolderCheck(folder, expected, terminal.Time).RunAsync(apply, cancellationToken)
                : await new BucketCheck(opener.OpenBucket(place), expected, place.Holds)
                    .RunAsync(apply ? days : null, cancellationToken));
        }
        terminal.Output.Write(json ? ReportJson.Render(new { Places = reports }) : PlaceText.Render(reports));
        terminal.Output.Flush();
        return reports.Any(report => report.Findings.Any(finding => finding.Level == FindingLevel.Error))
            ? ExitCodes.Problems
            : ExitCodes.Success;
    }

    private static BucketExpectation Expectation(StorePlace place, GivenExpectation given)
    {
        if (place.IsDeclared && given != new GivenExpectation())
        {
            throw CommandException.Usage(
                "--location, --retention-days and --kms-key-name go with --store: a workspace's policy says them itself.");
        }
        return new BucketExpectation
        {
            Bucket = place.Bucket?.Bucket ?? "",
            Prefix = place.Prefix,
            Region = place.Bucket?.Location ?? given.Region,
            HoldsRecords = place.HoldsRecords,
            HoldsContent = place.HoldsContent,
            RetentionDays = place.IsDeclared ? place.RetentionDays : given.RetentionDays ?? LogsCommand.LeastRetentionDays,
            KmsKeyName = place.Bucket?.KmsKeyName ?? given.KmsKeyName,
        };
    }
}
