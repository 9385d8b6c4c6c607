namespace K8sRouter.Sidecar.Catalog;

/// <summary>What one key spent on the platform's provider keys, and on the workspace's own.</summary>
internal readonly record struct KeySpend(Spend Credits, Spend Byok);
