using System.Text.RegularExpressions;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>What Google Cloud Storage demands of names, and what the layout of our objects does, beyond the schema.</summary>
internal static partial class StoreChecks
{
    private const int LongestWithoutDots = 63;

    public static void Check(Field store, ProblemList problems)
    {
        var bucket = store["gcs"]["bucket"];
        if (bucket.Text is { } name && BucketMust(name) is { } must)
            problems.Invalid(bucket, must);
        var prefix = store["gcs"]["prefix"];
        if (prefix.Text is { } path && PrefixMust(path) is { } mustBe)
            problems.Invalid(prefix, mustBe);
    }

    /// <summary>Two uses of one place would write different objects under the same names.</summary>
    public static void CheckOwnPlace(Field store, ProblemList problems, params ReadOnlySpan<Field> others)
    {
        foreach (var other in others)
        {
            if (!store.IsPresent || !other.IsPresent || Place(store) is not { } place || Place(other) != place)
                continue;
            problems.Invalid(store["gcs"]["bucket"],
                $"must be another bucket than that of {other.Path.Display}, or have another prefix: "
                + "it holds objects of the same names");
            return;
        }
    }

    private static (string Bucket, string Prefix)? Place(Field store) =>
        store["gcs"]["bucket"].Text is { } bucket ? (bucket, store["gcs"]["prefix"].Text ?? "k8srouter") : null;

    private static string? BucketMust(string name)
    {
        if (name.StartsWith("goog", StringComparison.Ordinal) || name.Contains("google", StringComparison.Ordinal))
            return RuleMessages.GoogleBucket;
        if (Address().IsMatch(name))
            return RuleMessages.AddressBucket;
        return name.Split('.').Any(part => part.Length is 0 or > LongestWithoutDots)
            ? $"must have 1 to {LongestWithoutDots} characters between its dots"
            : null;
    }

    private static string? PrefixMust(string prefix)
    {
        foreach (var part in prefix.Split('/'))
        {
            if (part is "." or "..")
                return RuleMessages.DotParts;
            if (part.Contains('=', StringComparison.Ordinal))
                return RuleMessages.PartitionPart;
        }
        return null;
    }

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+){3}\z")]
    private static partial Regex Address();
}
