namespace K8sRouter.Operator.Delivery.Cluster;

/// <summary>Versions of the two delivered objects, as watches last saw them; null: an object doesn't exist.</summary>
internal readonly record struct ObjectVersions(string? ConfigMap, string? Secret);
