using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>Where the bucket lies against where it is declared to lie.</summary>
internal static class LocationRule
{
    private const string Subject = "location";

    public static BucketFinding Judge(BucketExpectation expected, GcsBucketFacts facts)
    {
        var region = BucketLocations.RegionOf(facts.Location, facts.DataLocations);
        var where = facts.DataLocations.Count > 0
            ? $"{facts.Location} ({string.Join(" and ", facts.DataLocations)})"
            : facts.Location;
        var what = $"{where}, region {region}";
        if (expected.Region is not { } declared)
            return new(FindingLevel.Ok, Subject, $"{what}; none is declared to compare it with");
        return Regions.Satisfies(region, declared)
            ? new(FindingLevel.Ok, Subject, $"{what}, as declared ({declared})")
            : new(
                FindingLevel.Error, Subject, $"{what}; declared is {declared}",
                "Use a bucket that lies there (a bucket can't simply be moved), or correct the declared location.");
    }
}
