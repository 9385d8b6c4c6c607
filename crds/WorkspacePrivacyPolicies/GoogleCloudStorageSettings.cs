using K8sRouter.Crds.References;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>A Google Cloud Storage bucket. Sidecars need to create and to read objects there, nothing else.</summary>
public sealed record GoogleCloudStorageSettings
{
    /// <summary>Name of the bucket. Example: <c>team-a-prompts</c>.</summary>
    [Text(MinLength = 3, MaxLength = 222, Pattern = "^[a-z0-9][a-z0-9._-]*[a-z0-9]$",
        Must = "be the name of a bucket: lowercase letters, digits, '-', '_' and '.'")]
    [ValidationRule("!self.startsWith('goog') && !self.contains('google')", RuleMessages.GoogleBucket)]
    [ValidationRule("!self.matches('^[0-9]+([.][0-9]+){3}$')", RuleMessages.AddressBucket)]
    public required string Bucket { get; init; }

    /// <summary>
    /// First part of every object's name: no slash at its ends, no <c>..</c>, no <c>=</c>. Absent: <c>k8srouter</c>.
    /// </summary>
    [Text(MinLength = 1, MaxLength = 256, Pattern = @"^[^\s/#\[\]*?]+(/[^\s/#\[\]*?]+)*$",
        Must = "be a path without slashes at its ends, white space, #, [, ], * and ?")]
    [ValidationRule("!self.contains('=')", RuleMessages.PartitionPart)]
    [ValidationRule("!self.matches('(^|/)[.][.]?(/|$)')", RuleMessages.DotParts)]
    public string? Prefix { get; init; }

    /// <summary>Customer-managed key that encrypts the objects. Absent or null: the bucket's default.</summary>
    [Text(MaxLength = 512, Pattern = @"^projects/[^/\s]+/locations/[^/\s]+/keyRings/[^/\s]+/cryptoKeys/[^/\s]+$",
        Must = "be projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY")]
    [NullIsAbsent]
    public string? KmsKeyName { get; init; }

    /// <summary>
    /// The JSON of a service account's key or of workload identity federation: a Secret in the same namespace, labelled
    /// <c>k8srouter.io/use: store</c>. It is delivered to every workspace that the store is for, the organization floor's too,
    /// and whoever reads Secrets there can read it. Absent: the pod's own identity, which needs no Secret.
    /// </summary>
    public SecretKeyReference? Credentials { get; init; }
}
