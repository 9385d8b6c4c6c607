using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>Checks one bucket.</summary>
internal sealed class BucketCheck(GcsBucketClient bucket, BucketExpectation expected, string holds)
{
    private const int MostAttempts = 4;
    private const int PreconditionFailed = 412;

    /// <param name="applyDays">Makes the rule that deletes content at this age; null: changes nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PlaceReport> RunAsync(int? applyDays, CancellationToken cancellationToken)
    {
        var applied = applyDays is { } days && expected.HoldsContent ? await ApplyAsync(days, cancellationToken) : null;
        var facts = await bucket.GetAsync(cancellationToken);
        var findings = BucketRules.Judge(expected, facts, await PolicyAsync(cancellationToken));
        var place = expected.Prefix.Length == 0 ? bucket.Place : $"{bucket.Place}/{expected.Prefix}";
        return new PlaceReport(place, holds, findings, applied);
    }

    private async Task<string> ApplyAsync(int days, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var facts = await bucket.GetAsync(cancellationToken);
            if (LifecycleRules.With(facts.LifecycleRules, expected.ContentPrefix, days) is not { } rules)
                return $"the rule that deletes {expected.ContentPrefix} after {days} days is there";
            try
            {
                await bucket.SetLifecycleAsync(rules, facts.Metageneration, cancellationToken);
                return $"a rule: {expected.ContentPrefix} is deleted after {days} days; "
                    + $"{Amounts.Count(rules.Count - 1, "other rule")} as before";
            }
            catch (ObjectStoreException e) when (e.Status == PreconditionFailed && attempt < MostAttempts)
            {
                // Somebody else changed the bucket in between, or our own answer was lost: look again.
            }
        }
    }

    private async Task<GcsBucketIam?> PolicyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await bucket.GetIamAsync(cancellationToken);
        }
        catch (ObjectStoreException e) when (e.Fault == StoreFault.Forbidden)
        {
            return null;
        }
    }
}
