using K8sRouter.Core.Configuration;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Compilation.Keeping;

/// <summary>Stores as the configuration says them.</summary>
internal static class StoreTranslation
{
    /// <summary>The declared store; which file holds its credential is said where it is delivered.</summary>
    public static StoreSettings Settings(RecordStore store) => new()
    {
        Location = store.Location is { } location ? RegionNames.Of(location) : null,
        Bucket = store.Gcs.Bucket,
        Prefix = store.Gcs.Prefix ?? "k8srouter",
        KmsKeyName = store.Gcs.KmsKeyName,
    };
}
