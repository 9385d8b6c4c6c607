namespace K8sRouter.Core.Storage.Verifying;

/// <summary>Checks a content object whose records aren't there.</summary>
/// <param name="rows">Should hold the records.</param>
/// <param name="prefix">Prefix of every name there.</param>
/// <param name="holder">Holds the content.</param>
/// <param name="swept">Knows what was deleted on purpose.</param>
/// <param name="tally">Takes what is found.</param>
internal sealed class OrphanCheck(
    IObjectStore rows, string prefix, IObjectStore holder, SweptObjects swept, VerificationTally tally)
{
    public async Task RunAsync(StoredObject content, CancellationToken cancellationToken)
    {
        string records = ObjectNames.RecordsOf(SweptObjects.PrefixOf(content.Name), content.Name, prefix);
        if (await swept.WasLimitedAsync(rows, records, cancellationToken))
        {
            tally.RecordsSwept++;
            return;
        }
        tally.Problem(
            StoreProblemKind.RecordsMissing, content.Name, null, null,
            "The records of this content aren't there: they were lost, or their sidecar hasn't delivered them yet.");
        try
        {
            await new ContentCheck(holder, swept, tally).RunAsync(content.Name, [], expired: false, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            tally.Unreadable(content.Name, fault);
        }
    }
}
