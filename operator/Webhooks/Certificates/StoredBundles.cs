namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>The webhook configuration at one version.</summary>
/// <param name="Version">Changes with every write.</param>
/// <param name="Bundles">The PEM that each of its webhooks trusts, in order; null: nothing.</param>
internal sealed record StoredBundles(string Version, IReadOnlyList<byte[]?> Bundles);
