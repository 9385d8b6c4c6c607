using System.Runtime.CompilerServices;
using K8sRouter.Operator.Kubernetes.Configuration;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>The Kubernetes API over HTTP. To be shared by a whole process.</summary>
internal sealed class KubernetesClient(ClusterConnection connection, TimeProvider clock) : IKubernetes, IDisposable
{
    private readonly KubernetesTransport _transport = new(connection, clock);

    /// <inheritdoc />
    public async Task<T?> GetAsync<T>(string? @namespace, string name, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await ObjectAsync<T>(KubernetesRequests.Get<T>(@namespace, name), cancellationToken);
        }
        catch (KubernetesException fault) when (fault.IsObjectMissing)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public async Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class
    {
        var request = KubernetesRequests.List<T>(options);
        using var body = await _transport.SendAsync(request, cancellationToken);
        return ListReader.Read<T>(body.Memory.Span, request);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        WatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var request = KubernetesRequests.Watch<T>(options);
        using var response = await _transport.OpenAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var reader = new WatchReader<T>(stream, request);
        while (await reader.NextAsync(cancellationToken) is { } change)
            yield return change;
    }

    /// <inheritdoc />
    public Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class => ObjectAsync<T>(KubernetesRequests.Create(entity), cancellationToken);

    /// <inheritdoc />
    public Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class => ObjectAsync<T>(KubernetesRequests.Replace(entity), cancellationToken);

    /// <inheritdoc />
    public Task<T> PatchAsync<T>(
        string? @namespace, string name, V1Patch patch, PatchOptions options, CancellationToken cancellationToken)
        where T : class =>
        ObjectAsync<T>(KubernetesRequests.Patch<T>(@namespace, name, patch, options), cancellationToken);

    /// <inheritdoc />
    public async Task<bool> DeleteAsync<T>(
        string? @namespace, string name, V1Preconditions? preconditions, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var answer = await _transport.SendAsync(
                KubernetesRequests.Delete<T>(@namespace, name, preconditions), cancellationToken);
            return true;
        }
        catch (KubernetesException fault) when (fault.IsObjectMissing)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public async Task<VersionInfo> GetVersionAsync(CancellationToken cancellationToken)
    {
        var request = new KubernetesRequest
        {
            Description = "get /version",
            SendAsync = (api, within) => api.GetVersionAsync(within),
        };
        using var body = await _transport.SendAsync(request, cancellationToken);
        return VersionReader.Read(body.Memory.Span, request);
    }

    public void Dispose() => _transport.Dispose();

    private async Task<T> ObjectAsync<T>(KubernetesRequest request, CancellationToken cancellationToken)
        where T : class
    {
        using var body = await _transport.SendAsync(request, cancellationToken);
        return ObjectReader.Read<T>(body.Memory.Span, request);
    }
}
