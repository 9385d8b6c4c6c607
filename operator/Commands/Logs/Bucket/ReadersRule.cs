using K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>Who can read, by the bucket's own policy. What projects and folders above it grant isn't in there.</summary>
internal static class ReadersRule
{
    private const string Subject = "readers";
    private static readonly string[] Everybody = ["allUsers", "allAuthenticatedUsers"];
    private static readonly string[] Crowds = ["projectViewer:", "projectEditor:", "projectOwner:", "domain:"];

    /// <summary>Predefined roles that read objects. A role of the organization's own may, too.</summary>
    private static readonly string[] ReadingRoles =
    [
        "roles/storage.objectViewer", "roles/storage.objectUser", "roles/storage.objectAdmin", "roles/storage.admin",
        "roles/storage.legacyObjectReader", "roles/storage.legacyObjectOwner", "roles/storage.legacyBucketReader",
        "roles/storage.legacyBucketWriter", "roles/storage.legacyBucketOwner",
    ];

    public static IEnumerable<BucketFinding> Judge(GcsBucketIam? policy)
    {
        if (policy is null)
        {
            yield return new(
                FindingLevel.Warning, Subject, "not known: this credential may not read the bucket's policy",
                "Give it storage.buckets.getIamPolicy (it is in roles/storage.admin), or ask somebody who has it.");
            yield break;
        }
        var open = Members(policy.Bindings, member => Everybody.Contains(member, StringComparer.Ordinal));
        if (open.Count > 0)
        {
            yield return new(
                FindingLevel.Error, Subject, $"everybody: {string.Join("; ", open)}",
                "Remove these members from the bucket's policy.");
        }
        GcsIamBinding[] reading = [.. policy.Bindings.Where(binding => MayRead(binding.Role))];
        var crowds = Members(reading, member => Crowds.Any(crowd => member.StartsWith(crowd, StringComparison.Ordinal)));
        if (crowds.Count > 0)
        {
            yield return new(
                FindingLevel.Warning, Subject, $"whole projects or domains: {string.Join("; ", crowds)}",
                "Name those who need it instead, and remove these members.");
        }
        var others = Members(reading, member => !Everybody.Contains(member, StringComparer.Ordinal)
            && !Crowds.Any(crowd => member.StartsWith(crowd, StringComparison.Ordinal)));
        var named = others.Count == 0 ? "nobody else by name" : string.Join("; ", others);
        yield return new(FindingLevel.Ok, Subject, $"{named}; what projects and folders above grant isn't seen");
    }

    private static bool MayRead(string role) =>
        ReadingRoles.Contains(role, StringComparer.Ordinal) || !role.StartsWith("roles/storage.", StringComparison.Ordinal);

    private static IReadOnlyList<string> Members(IEnumerable<GcsIamBinding> bindings, Func<string, bool> wanted) =>
    [
        .. bindings.SelectMany(binding => binding.Members.Where(wanted).Select(member => (binding.Role, member)))
            .GroupBy(pair => pair.member, pair => pair.Role, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key} ({string.Join(", ", group.Distinct().Order(StringComparer.Ordinal))})"),
    ];
}
