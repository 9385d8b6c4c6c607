namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>
/// Where the replicas share authorities, and where the API server reads whom to trust. Reads are of the newest state, not of a
/// cache; writes happen at the version that was read, or not at all.
/// </summary>
internal interface ICertificateStore
{
    /// <summary>The stored authorities; null: there are none.</summary>
    Task<StoredAuthorities?> ReadAuthoritiesAsync(CancellationToken cancellationToken);

    /// <summary>Stores authorities.</summary>
    /// <param name="data">The Secret's values.</param>
    /// <param name="replaced">What was read; null: nothing is stored.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False: somebody else wrote in between; read again.</returns>
    Task<bool> TryWriteAuthoritiesAsync(
        IReadOnlyDictionary<string, byte[]> data, StoredAuthorities? replaced, CancellationToken cancellationToken);

    /// <summary>The bundles of the configurations that there are; null: there is none.</summary>
    Task<StoredBundles?> ReadBundlesAsync(CancellationToken cancellationToken);

    /// <summary>Puts one bundle into every webhook of every configuration, and touches nothing else of them.</summary>
    /// <returns>False: somebody else wrote one of them in between; read again.</returns>
    Task<bool> TryWriteBundlesAsync(string pem, StoredBundles replaced, CancellationToken cancellationToken);
}
