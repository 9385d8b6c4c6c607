namespace K8sRouter.Core.Storage.Verifying;

/// <summary>Checks a content object whose records aren't there.</summary>
internal sealed class OrphanCheck(IObjectStore holder, VerificationTally tally)
{
    public async Task RunAsync(StoredObject content, CancellationToken cancellationToken)
    {
        tally.Problem(
            StoreProblemKind.RecordsMissing, content.Name, null, null,
            "The records of this content aren't there: they were lost, or their sidecar hasn't delivered them yet.");
        try
        {
            await new ContentCheck(holder, tally).RunAsync(content.Name, [], expired: false, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            tally.Unreadable(content.Name, fault);
        }
    }
}
