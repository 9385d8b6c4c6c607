using K8sRouter.Operator.Kubernetes.Json;
using K8sRouter.Operator.Kubernetes.Models;
using k8s.Models;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>
/// Makes the calls of the API, each by the library's operation on objects of any type, of the core group too: those on the types
/// that it knows would read the answers into these.
/// </summary>
internal static class KubernetesRequests
{
    private const string StatusSubresource = "status";

    public static KubernetesRequest Get<T>(string? @namespace, string name)
        where T : class
    {
        var type = EntityMetadata.Of<T>();
        return OfObject(type, "get", @namespace, name, (api, within) => @namespace is null
            ? api.CustomObjects.GetClusterCustomObjectWithHttpMessagesAsync<PooledBody>(
                type.Group, type.Version, type.Plural, name, type.Headers, within)
            : api.CustomObjects.GetNamespacedCustomObjectWithHttpMessagesAsync<PooledBody>(
                type.Group, type.Version, @namespace, type.Plural, name, type.Headers, within));
    }

    public static KubernetesRequest List<T>(ListOptions options)
        where T : class
    {
        var type = EntityMetadata.Of<T>();
        // A page after the first is of the first one's version, and the server refuses to be told another.
        var version = options.Continue is null ? options.ResourceVersion : null;
        return OfCollection(type, "list", options.Namespace, (api, within) => options.Namespace is null
            ? api.CustomObjects.ListClusterCustomObjectWithHttpMessagesAsync<PooledBody>(
                type.Group, type.Version, type.Plural, continueParameter: options.Continue,
                fieldSelector: options.FieldSelector, labelSelector: options.LabelSelector, limit: options.Limit,
                resourceVersion: version, customHeaders: type.ListHeaders, cancellationToken: within)
            : api.CustomObjects.ListNamespacedCustomObjectWithHttpMessagesAsync<PooledBody>(
                type.Group, type.Version, options.Namespace, type.Plural, continueParameter: options.Continue,
                fieldSelector: options.FieldSelector, labelSelector: options.LabelSelector, limit: options.Limit,
                resourceVersion: version, customHeaders: type.ListHeaders, cancellationToken: within));
    }

    public static KubernetesRequest Watch<T>(WatchOptions options)
        where T : class
    {
        var type = EntityMetadata.Of<T>();
        int seconds = Math.Max(1, (int)Math.Ceiling(options.ServerTimeout.TotalSeconds));
        return OfCollection(type, "watch", options.Namespace, (api, within) => options.Namespace is null
            ? api.CustomObjects.ListClusterCustomObjectWithHttpMessagesAsync<PooledBody>(
                type.Group, type.Version, type.Plural, allowWatchBookmarks: true, fieldSelector: options.FieldSelector,
                labelSelector: options.LabelSelector, resourceVersion: options.ResourceVersion, timeoutSeconds: seconds,
                watch: true, customHeaders: type.Headers, cancellationToken: within)
            : api.CustomObjects.ListNamespacedCustomObjectWithHttpMessagesAsync<PooledBody>(
                type.Group, type.Version, options.Namespace, type.Plural, allowWatchBookmarks: true,
                fieldSelector: options.FieldSelector, labelSelector: options.LabelSelector,
                resourceVersion: options.ResourceVersion, timeoutSeconds: seconds, watch: true, customHeaders: type.Headers,
                cancellationToken: within));
    }

    public static KubernetesRequest Create<T>(T entity)
        where T : class
    {
        var type = EntityMetadata.Of<T>();
        var metadata = LibraryObject.MetadataOf(entity);
        var @namespace = metadata.NamespaceProperty;
        var body = new RequestBody(KubernetesJson.Serialize(entity));
        return OfObject(type, "create", @namespace, metadata.Name, (api, within) => @namespace is null
            ? api.CustomObjects.CreateClusterCustomObjectWithHttpMessagesAsync<PooledBody>(
                body, type.Group, type.Version, type.Plural, customHeaders: type.Headers, cancellationToken: within)
            : api.CustomObjects.CreateNamespacedCustomObjectWithHttpMessagesAsync<PooledBody>(
                body, type.Group, type.Version, @namespace, type.Plural, customHeaders: type.Headers,
                cancellationToken: within));
    }

    public static KubernetesRequest Replace<T>(T entity)
        where T : class
    {
        var type = EntityMetadata.Of<T>();
        var metadata = LibraryObject.MetadataOf(entity);
        var @namespace = metadata.NamespaceProperty;
        var name = metadata.Name ?? throw new ArgumentException("An object to be replaced needs a name.", nameof(entity));
        var body = new RequestBody(KubernetesJson.Serialize(entity));
        return OfObject(type, "replace", @namespace, name, (api, within) => @namespace is null
            ? api.CustomObjects.ReplaceClusterCustomObjectWithHttpMessagesAsync<PooledBody>(
                body, type.Group, type.Version, type.Plural, name, customHeaders: type.Headers, cancellationToken: within)
            : api.CustomObjects.ReplaceNamespacedCustomObjectWithHttpMessagesAsync<PooledBody>(
                body, type.Group, type.Version, @namespace, type.Plural, name, customHeaders: type.Headers,
                cancellationToken: within));
    }

    public static KubernetesRequest Patch<T>(string? @namespace, string name, V1Patch patch, PatchOptions options)
        where T : class
    {
        var type = EntityMetadata.Of<T>();
        var body = new RequestBody(patch.Content, ContentTypeOf(patch.Type));
        var manager = options.FieldManager;
        // Other patches know no owners to overrule: the server refuses the word there.
        bool? force = options.Force && patch.Type == PatchType.ApplyPatch ? true : null;
        return options.Subresource switch
        {
            null => OfObject(type, "patch", @namespace, name, (api, within) => @namespace is null
                ? api.CustomObjects.PatchClusterCustomObjectWithHttpMessagesAsync<PooledBody>(
                    body, type.Group, type.Version, type.Plural, name, fieldManager: manager, force: force,
                    customHeaders: type.Headers, cancellationToken: within)
                : api.CustomObjects.PatchNamespacedCustomObjectWithHttpMessagesAsync<PooledBody>(
                    body, type.Group, type.Version, @namespace, type.Plural, name, fieldManager: manager, force: force,
                    customHeaders: type.Headers, cancellationToken: within)),
            StatusSubresource => OfObject(type, "patch", @namespace, name, StatusSubresource, (api, within) => @namespace is null
                ? api.CustomObjects.PatchClusterCustomObjectStatusWithHttpMessagesAsync<PooledBody>(
                    body, type.Group, type.Version, type.Plural, name, fieldManager: manager, force: force,
                    customHeaders: type.Headers, cancellationToken: within)
                : api.CustomObjects.PatchNamespacedCustomObjectStatusWithHttpMessagesAsync<PooledBody>(
                    body, type.Group, type.Version, @namespace, type.Plural, name, fieldManager: manager, force: force,
                    customHeaders: type.Headers, cancellationToken: within)),
            _ => throw new ArgumentException($"There is no patch of the subresource {options.Subresource}.", nameof(options)),
        };
    }

    public static KubernetesRequest Delete<T>(string? @namespace, string name, V1Preconditions? preconditions)
        where T : class
    {
        var type = EntityMetadata.Of<T>();
        var body = new V1DeleteOptions
        {
            ApiVersion = "v1",
            Kind = "DeleteOptions",
            PropagationPolicy = "Background",
            Preconditions = preconditions,
        };
        return OfObject(type, "delete", @namespace, name, (api, within) => @namespace is null
            ? api.CustomObjects.DeleteClusterCustomObjectWithHttpMessagesAsync<PooledBody>(
                type.Group, type.Version, type.Plural, name, body, customHeaders: type.Headers, cancellationToken: within)
            : api.CustomObjects.DeleteNamespacedCustomObjectWithHttpMessagesAsync<PooledBody>(
                type.Group, type.Version, @namespace, type.Plural, name, body, customHeaders: type.Headers,
                cancellationToken: within));
    }

    private static KubernetesRequest OfObject(
        EntityMetadata type, string verb, string? @namespace, string? name, ApiCall call) =>
        OfObject(type, verb, @namespace, name, subresource: null, call);

    private static KubernetesRequest OfObject(
        EntityMetadata type, string verb, string? @namespace, string? name, string? subresource, ApiCall call)
    {
        type.ThrowIfMisplaced(@namespace);
        if (name is { Length: 0 })
            throw new ArgumentException($"{type.Resource} have names, an empty one was given.", nameof(name));
        var resource = subresource is null ? $"{verb} {type.Resource}" : $"{verb} {type.Resource}/{subresource}";
        var fullName = @namespace is null ? name : $"{@namespace}/{name}";
        return new()
        {
            Description = name is null ? resource : $"{resource} \"{fullName}\"",
            SendAsync = call,
            HoldsSecrets = type.HoldsSecrets,
            Name = name,
        };
    }

    private static KubernetesRequest OfCollection(EntityMetadata type, string verb, string? @namespace, ApiCall call)
    {
        type.ThrowIfForeign(@namespace);
        return new()
        {
            Description = @namespace is null ? $"{verb} {type.Resource}" : $"{verb} {type.Resource} in \"{@namespace}\"",
            SendAsync = call,
            HoldsSecrets = type.HoldsSecrets,
        };
    }

    private static string ContentTypeOf(PatchType type) => type switch
    {
        PatchType.JsonPatch => "application/json-patch+json",
        PatchType.MergePatch => "application/merge-patch+json",
        // JSON is YAML; of server-side apply the server knows no other name.
        _ => "application/apply-patch+yaml",
    };
}
