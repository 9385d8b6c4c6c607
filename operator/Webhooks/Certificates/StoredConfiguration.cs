namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>One webhook configuration at one version.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Version">Changes with every write.</param>
/// <param name="Bundles">The PEM that each of its webhooks trusts, in order; null: nothing.</param>
internal sealed record StoredConfiguration(string Kind, string Version, IReadOnlyList<byte[]?> Bundles);
