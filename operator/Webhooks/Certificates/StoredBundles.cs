namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>The webhook configurations that there are, each at one version.</summary>
/// <param name="Configurations">One or more.</param>
internal sealed record StoredBundles(IReadOnlyList<StoredConfiguration> Configurations)
{
    /// <summary>The PEM that each webhook of each configuration trusts; null: nothing.</summary>
    public IEnumerable<byte[]?> Bundles => Configurations.SelectMany(configuration => configuration.Bundles);
}
