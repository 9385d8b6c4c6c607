using System.Text.Json;
using K8sRouter.Operator.Kubernetes.Json;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Makes the calls of the API.</summary>
internal static class KubernetesRequests
{
    public static KubernetesRequest Get<T>(string? @namespace, string name)
        where T : class => OfObject<T>(HttpMethod.Get, "get", @namespace, name);

    public static KubernetesRequest List<T>(ListOptions options)
        where T : class
    {
        var query = new QueryText()
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector)
            .Add("limit", options.Limit)
            .Add("continue", options.Continue)
            // A page after the first is of the first one's version, and the server refuses to be told another.
            .Add("resourceVersion", options.Continue is null ? options.ResourceVersion : null);
        return OfCollection<T>("list", options.Namespace, query) with { Accept = EntityMetadata.Of<T>().AcceptList };
    }

    public static KubernetesRequest Watch<T>(WatchOptions options)
        where T : class
    {
        var query = new QueryText()
            .Add("watch", "true")
            .Add("allowWatchBookmarks", "true")
            .Add("labelSelector", options.LabelSelector)
            .Add("fieldSelector", options.FieldSelector)
            .Add("resourceVersion", options.ResourceVersion)
            .Add("timeoutSeconds", Math.Max(1, (int)Math.Ceiling(options.ServerTimeout.TotalSeconds)));
        return OfCollection<T>("watch", options.Namespace, query);
    }

    public static KubernetesRequest Create<T>(T entity)
        where T : class
    {
        var type = EntityMetadata.Of<T>();
        var metadata = LibraryObject.MetadataOf(entity);
        type.RequireNamespace(metadata.NamespaceProperty);
        return new()
        {
            Method = HttpMethod.Post,
            Path = type.CollectionPath(metadata.NamespaceProperty),
            Description = Describe(type, "create", metadata.NamespaceProperty, metadata.Name),
            Accept = type.Accept,
            Content = KubernetesJson.Serialize(entity),
            HoldsSecrets = type.HoldsSecrets,
            Name = metadata.Name,
        };
    }

    public static KubernetesRequest Replace<T>(T entity)
        where T : class
    {
        var metadata = LibraryObject.MetadataOf(entity);
        var name = metadata.Name ?? throw new ArgumentException("An object to be replaced needs a name.", nameof(entity));
        return OfObject<T>(HttpMethod.Put, "replace", metadata.NamespaceProperty, name) with
        {
            Content = KubernetesJson.Serialize(entity),
        };
    }

    public static KubernetesRequest Patch<T>(string? @namespace, string name, V1Patch patch, PatchOptions options)
        where T : class
    {
        var request = OfObject<T>(HttpMethod.Patch, "patch", @namespace, name);
        var subresource = options.Subresource is null ? "" : $"/{options.Subresource}";
        var query = new QueryText()
            .Add("fieldManager", options.FieldManager)
            // Other patches know no owners to overrule: the server refuses the word there.
            .Add("force", options.Force && patch.Type == PatchType.ApplyPatch ? "true" : null);
        return request with
        {
            Path = request.Path + subresource + query,
            Description = Describe(EntityMetadata.Of<T>(), "patch", @namespace, name, subresource),
            Content = patch.Content,
            ContentType = ContentTypeOf(patch.Type),
        };
    }

    public static KubernetesRequest Delete<T>(string? @namespace, string name, V1Preconditions? preconditions)
        where T : class => OfObject<T>(HttpMethod.Delete, "delete", @namespace, name) with
        {
            Content = DeleteOptions(preconditions),
        };

    private static KubernetesRequest OfObject<T>(HttpMethod method, string verb, string? @namespace, string name)
        where T : class
    {
        var type = EntityMetadata.Of<T>();
        return new()
        {
            Method = method,
            Path = type.ObjectPath(@namespace, name),
            Description = Describe(type, verb, @namespace, name),
            Accept = type.Accept,
            HoldsSecrets = type.HoldsSecrets,
            Name = name,
        };
    }

    private static KubernetesRequest OfCollection<T>(string verb, string? @namespace, QueryText query)
        where T : class
    {
        var type = EntityMetadata.Of<T>();
        return new()
        {
            Method = HttpMethod.Get,
            Path = type.CollectionPath(@namespace) + query,
            Description = @namespace is null ? $"{verb} {type.Resource}" : $"{verb} {type.Resource} in \"{@namespace}\"",
            Accept = type.Accept,
            HoldsSecrets = type.HoldsSecrets,
        };
    }

    private static string Describe(EntityMetadata type, string verb, string? @namespace, string? name, string subresource = "")
    {
        var resource = $"{verb} {type.Resource}{subresource}";
        if (name is null)
            return resource;
        return @namespace is null ? $"{resource} \"{name}\"" : $"{resource} \"{@namespace}/{name}\"";
    }

    private static string ContentTypeOf(PatchType type) => type switch
    {
        PatchType.JsonPatch => "application/json-patch+json",
        PatchType.MergePatch => "application/merge-patch+json",
        // JSON is YAML; of server-side apply the server knows no other name.
        _ => "application/apply-patch+yaml",
    };

    private static byte[] DeleteOptions(V1Preconditions? preconditions)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", "v1");
            writer.WriteString("kind", "DeleteOptions");
            writer.WriteString("propagationPolicy", "Background");
            if (preconditions is not null)
                WritePreconditions(writer, preconditions);
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WritePreconditions(Utf8JsonWriter writer, V1Preconditions preconditions)
    {
        writer.WriteStartObject("preconditions");
        if (preconditions.Uid is not null)
            writer.WriteString("uid", preconditions.Uid);
        if (preconditions.ResourceVersion is not null)
            writer.WriteString("resourceVersion", preconditions.ResourceVersion);
        writer.WriteEndObject();
    }
}
