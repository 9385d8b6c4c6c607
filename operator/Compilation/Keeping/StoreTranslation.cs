using K8sRouter.Core.Configuration;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Compilation.Keeping;

/// <summary>Stores as the configuration says them.</summary>
internal static class StoreTranslation
{
    /// <summary>
    /// The declared store. Its credential isn't delivered: this version doesn't write to buckets, and a sidecar holds no secret
    /// that it has no use for.
    /// </summary>
    public static StoreSettings? Settings(RecordStore? store) => store is null ? null : new StoreSettings
    {
        Location = Location(store),
        Bucket = store.Gcs.Bucket,
        Prefix = store.Gcs.Prefix ?? "k8srouter",
        KmsKeyName = store.Gcs.KmsKeyName,
    };

    /// <summary>Where it lies, as declared; null: not declared.</summary>
    public static string? Location(RecordStore store) => store.Location is { } location ? RegionNames.Of(location) : null;
}
