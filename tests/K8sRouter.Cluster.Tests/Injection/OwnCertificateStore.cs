using K8sRouter.Operator.Webhooks.Certificates;

namespace K8sRouter.Cluster.Tests.Injection;

/// <summary>An authority that nobody else knows, for a webhook that isn't the operator's.</summary>
internal sealed class OwnCertificateStore : ICertificateStore
{
    private IReadOnlyDictionary<string, byte[]>? _data;

    /// <summary>Whom the API server must trust.</summary>
    public byte[] Bundle => _data!["ca.crt"];

    public Task<StoredAuthorities?> ReadAuthoritiesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<StoredAuthorities?>(_data is null ? null : new("1", _data));

    public Task<bool> TryWriteAuthoritiesAsync(
        IReadOnlyDictionary<string, byte[]> data, StoredAuthorities? replaced, CancellationToken cancellationToken)
    {
        _data = data;
        return Task.FromResult(true);
    }

    public Task<StoredBundles?> ReadBundlesAsync(CancellationToken cancellationToken) => Task.FromResult<StoredBundles?>(null);

    public Task<bool> TryWriteBundlesAsync(string pem, StoredBundles replaced, CancellationToken cancellationToken) => Task.FromResult(true);
}
