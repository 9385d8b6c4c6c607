using K8sRouter.Operator.Kubernetes.Client;

namespace K8sRouter.Operator.Kubernetes.Leases;

/// <summary>
/// The API for whoever leads: reading is always allowed, writing only while this process holds the lease. One that slept through
/// its end finds out here, before it writes anything.
/// </summary>
internal sealed class LeadingKubernetes(IKubernetes kubernetes, Func<bool> isLeader) : IKubernetes
{
    public Task<T?> GetAsync<T>(string? @namespace, string name, CancellationToken cancellationToken)
        where T : class =>
        kubernetes.GetAsync<T>(@namespace, name, cancellationToken);

    public Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class =>
        kubernetes.ListAsync<T>(options, cancellationToken);

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, CancellationToken cancellationToken)
        where T : class =>
        kubernetes.WatchAsync<T>(options, cancellationToken);

    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class =>
        Leading().CreateAsync(entity, cancellationToken);

    public Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class =>
        Leading().ReplaceAsync(entity, cancellationToken);

    public Task<T> PatchAsync<T>(
        string? @namespace, string name, V1Patch patch, PatchOptions options, CancellationToken cancellationToken)
        where T : class =>
        Leading().PatchAsync<T>(@namespace, name, patch, options, cancellationToken);

    public Task<bool> DeleteAsync<T>(
        string? @namespace, string name, V1Preconditions? preconditions, CancellationToken cancellationToken)
        where T : class =>
        Leading().DeleteAsync<T>(@namespace, name, preconditions, cancellationToken);

    public Task<VersionInfo> GetVersionAsync(CancellationToken cancellationToken) =>
        kubernetes.GetVersionAsync(cancellationToken);

    private IKubernetes Leading() =>
        isLeader()
            ? kubernetes
            : throw new KubernetesException("not written: this process doesn't lead any more", null, "NotLeading");
}
