using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>What keeps objects from being erased at all.</summary>
internal static class HoldRule
{
    private const long Day = 86_400;

    public static IEnumerable<BucketFinding> Judge(BucketExpectation expected, GcsBucketFacts facts)
    {
        yield return Retention(expected, facts);
        if (facts.DefaultEventBasedHold)
        {
            yield return new(
                FindingLevel.Error, "hold", "every new object is held: nothing can be erased, and nothing expires",
                $"gcloud storage buckets update gs://{expected.Bucket} --no-default-event-based-hold, and release the objects.");
        }
        if (facts.ObjectRetention)
            yield return new(FindingLevel.Ok, "object lock", "objects may be locked one by one; sidecars lock none");
    }

    private static BucketFinding Retention(BucketExpectation expected, GcsBucketFacts facts)
    {
        const string subject = "retention lock";
        if (facts.RetentionSeconds is not { } seconds)
            return new(FindingLevel.Ok, subject, "none: erasing works at any time");
        var locked = facts.RetentionLocked ? "locked, so it can never be shortened" : "not locked";
        var what = $"nothing younger than {Spans.Text(seconds)} can be erased ({locked})";
        if (expected is { HoldsContent: true, RetentionDays: { } days } && seconds > days * Day)
        {
            return new(
                FindingLevel.Error, subject, $"{what}; content is to be kept for {days} days only",
                facts.RetentionLocked
                    ? "Use another bucket."
                    : $"gcloud storage buckets update gs://{expected.Bucket} --retention-period={days}d");
        }
        return new(
            FindingLevel.Warning, subject, what,
            facts.RetentionLocked ? "Say so to those whose data it is, or use another bucket."
                : $"gcloud storage buckets update gs://{expected.Bucket} --clear-retention-period, unless it is meant.");
    }
}
