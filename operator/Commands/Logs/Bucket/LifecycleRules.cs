using System.Text.Json;
using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>
/// The bucket's own deletion against the days that content is kept: never sooner, and at some time.
/// </summary>
internal static class LifecycleRules
{
    private const string Subject = "lifecycle";

    /// <summary>Conditions that only hold for what isn't the live version any more.</summary>
    private static readonly string[] EarlierVersionsOnly =
        ["daysSinceNoncurrentTime", "noncurrentTimeBefore", "numNewerVersions"];

    public static IEnumerable<BucketFinding> Judge(BucketExpectation expected, GcsBucketFacts facts)
    {
        GcsLifecycleRule[] deleting = [.. facts.LifecycleRules.Where(IsDeletingLive)];
        foreach (var finding in Content(expected, [.. deleting.Where(rule => Touches(rule, expected.ContentPrefix))]))
            yield return finding;
        if (expected.HoldsRecords && deleting.Any(rule => Touches(rule, expected.RecordsPrefix)))
        {
            yield return new(
                FindingLevel.Warning, Subject, $"a rule deletes records too ({expected.RecordsPrefix}), which are meant to stay",
                $"Give that rule a prefix such as {expected.ContentPrefix}, unless it is meant.");
        }
    }

    /// <summary>
    /// The rules with one that deletes content at its age; null: they have it already. Rules of others stay as they are.
    /// </summary>
    public static IReadOnlyList<GcsLifecycleRule>? With(IReadOnlyList<GcsLifecycleRule> rules, string contentPrefix, int days)
    {
        GcsLifecycleRule[] own = [.. rules.Where(rule => IsOwn(rule, contentPrefix))];
        return own.Length == 1 && own[0].AgeDays == days
            ? null
            : [.. rules.Where(rule => !IsOwn(rule, contentPrefix)), GcsLifecycleRule.Delete(days, [contentPrefix])];
    }

    private static IEnumerable<BucketFinding> Content(BucketExpectation expected, GcsLifecycleRule[] rules)
    {
        if (!expected.HoldsContent)
        {
            yield return new(FindingLevel.Ok, Subject, "no content is kept here that would have to expire");
            yield break;
        }
        var ages = rules.Where(rule => !Narrowing(rule).Any() && Covers(rule, expected.ContentPrefix))
            .Select(rule => rule.AgeDays).OfType<int>().ToArray();
        if (expected.RetentionDays is not { } days)
        {
            yield return new(FindingLevel.Ok, Subject, ages.Length > 0
                ? $"content is deleted after {ages.Min()} days; nothing is promised to compare it with"
                : "content is kept without end; nothing is promised to compare it with");
            yield break;
        }
        foreach (var rule in rules.Where(rule => rule.AgeDays is null || rule.AgeDays < days))
            yield return Sooner(rule, days);
        if (ages.Length > 0 && ages.Min() >= days)
            yield return new(FindingLevel.Ok, Subject, $"content is deleted after {ages.Min()} days ({days} are promised)");
        else if (ages.Length == 0)
        {
            yield return new(
                FindingLevel.Warning, Subject, $"no rule deletes content ({expected.ContentPrefix}): it is kept without end",
                $"logs check-bucket --apply makes a rule of {days} days.");
        }
    }

    private static BucketFinding Sooner(GcsLifecycleRule rule, int days)
    {
        const string remedy = "Change that rule: content has to be there for as long as the policy says.";
        return !Narrowing(rule).Any()
            ? new(FindingLevel.Error, Subject, $"content is deleted after {rule.AgeDays} days; {days} are promised", remedy)
            : new(
                FindingLevel.Warning, Subject,
                $"a rule with the condition {string.Join(", ", Narrowing(rule))} may delete content before {days} days", remedy);
    }

    private static bool IsDeletingLive(GcsLifecycleRule rule) =>
        rule.Action == "Delete" && !rule.OtherConditions.Intersect(EarlierVersionsOnly).Any() && !IsForEarlierVersions(rule);

    /// <summary>Conditions that not every live object meets at some age.</summary>
    private static IEnumerable<string> Narrowing(GcsLifecycleRule rule) => rule.OtherConditions.Where(name => name != "isLive");

    private static bool IsForEarlierVersions(GcsLifecycleRule rule)
    {
        using var json = JsonDocument.Parse(rule.Json);
        return json.RootElement.TryGetProperty("condition", out var condition)
            && condition.TryGetProperty("isLive", out var isLive) && isLive.ValueKind == JsonValueKind.False;
    }

    private static bool IsOwn(GcsLifecycleRule rule, string contentPrefix) =>
        rule.Action == "Delete" && rule.OtherConditions.Count == 0 && rule.AgeDays is not null
        && rule.MatchesPrefix is [var only] && only == contentPrefix;

    /// <summary>Whether a rule is about every object under a prefix.</summary>
    private static bool Covers(GcsLifecycleRule rule, string prefix) =>
        rule.MatchesPrefix.Count == 0 || rule.MatchesPrefix.Any(own => prefix.StartsWith(own, StringComparison.Ordinal));

    /// <summary>Whether a rule is about any object under a prefix.</summary>
    private static bool Touches(GcsLifecycleRule rule, string prefix) =>
        Covers(rule, prefix) || rule.MatchesPrefix.Any(own => own.StartsWith(prefix, StringComparison.Ordinal));
}
