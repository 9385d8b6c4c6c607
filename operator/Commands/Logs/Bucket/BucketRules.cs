using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>All that is judged about a bucket, in the order in which it is told. A pure function.</summary>
internal static class BucketRules
{
    /// <param name="expected">What the policy says.</param>
    /// <param name="facts">What is.</param>
    /// <param name="policy">Who may use it; null: not known.</param>
    public static IReadOnlyList<BucketFinding> Judge(BucketExpectation expected, GcsBucketFacts facts, GcsBucketIam? policy) =>
    [
        LocationRule.Judge(expected, facts),
        .. ReadersRule.Judge(policy),
        .. AccessRule.Judge(expected, facts),
        .. LifecycleRules.Judge(expected, facts),
        .. HoldRule.Judge(expected, facts),
        .. KeptRule.Judge(expected, facts),
        KeyRule.Judge(expected, facts),
    ];
}
