using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>
/// The Kubernetes API, by the types that carry a <see cref="KubernetesEntityAttribute"/> of ours and by the library's models that
/// are among <see cref="LibraryKinds"/>. Every call throws <see cref="KubernetesException"/> where the server refuses or can't be
/// reached, if it doesn't say otherwise.
/// </summary>
internal interface IKubernetes
{
    /// <summary>One object; null: there is none of that name.</summary>
    /// <param name="namespace">Its namespace; null for cluster-scoped kinds.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<T?> GetAsync<T>(string? @namespace, string name, CancellationToken cancellationToken)
        where T : class;

    /// <summary>One page of a list; its <c>continue</c> leads to the next.</summary>
    Task<KubernetesList<T>> ListAsync<T>(ListOptions options, CancellationToken cancellationToken)
        where T : class;

    /// <summary>
    /// Changes after a resource version, bookmarks among them, until the server ends the stream (the enumeration ends) or it
    /// breaks (<see cref="KubernetesException"/>, <see cref="KubernetesException.IsExpired"/> where the version is too old).
    /// Never ends by itself through silence: the caller keeps the watchdog.
    /// </summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchOptions options, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Creates an object and returns it as stored.</summary>
    Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Replaces an object; with a resource version, only that version.</summary>
    Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Changes an object by the raw patch and returns it as stored. Nothing passes a typed re-serialisation.</summary>
    Task<T> PatchAsync<T>(
        string? @namespace, string name, V1Patch patch, PatchOptions options, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Deletes an object; false: it was gone already.</summary>
    Task<bool> DeleteAsync<T>(
        string? @namespace, string name, V1Preconditions? preconditions, CancellationToken cancellationToken)
        where T : class;

    /// <summary>What the server is.</summary>
    Task<VersionInfo> GetVersionAsync(CancellationToken cancellationToken);
}
