using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using K8sRouter.Operator.Kubernetes.Json;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Reads objects out of answers.</summary>
internal static class ObjectReader
{
    private const string Nameless = "?";

    /// <summary>The only object of an answer.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json, KubernetesRequest request)
        where T : class
    {
        if (TryRead<T>(json, KubernetesJson.TypeInfo<T>(), out var entity, out var path))
            return entity;
        throw KubernetesFaults.Unreadable(request, Identify(json, path));
    }

    /// <summary>
    /// A named object; null, and what it was, where it isn't as its type says. The serializer's words may quote, and aren't kept.
    /// </summary>
    public static T? ReadOrIdentify<T>(ReadOnlySpan<byte> json, out UnreadableObject? unreadable)
        where T : class
    {
        unreadable = null;
        if (TryRead<T>(json, KubernetesJson.TypeInfo<T>(), out var entity, out var path))
        {
            if (!string.IsNullOrEmpty(LibraryObject.MetadataOf(entity).Name))
                return entity;
            path = "$.metadata.name";
        }
        unreadable = Identify(json, path);
        return null;
    }

    /// <summary>An object of which only the metadata counts.</summary>
    public static T? ReadBookmark<T>(ReadOnlySpan<byte> json)
        where T : class =>
        TryRead<T>(json, KubernetesJson.BookmarkTypeInfo<T>(), out var entity, out _) ? entity : null;

    private static bool TryRead<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, out T entity, out string path)
        where T : class
    {
        entity = null!;
        try
        {
            entity = JsonSerializer.Deserialize(json, type)!;
            path = "$.metadata";
            return entity is not null;
        }
        catch (JsonException fault)
        {
            path = fault.Path ?? "$";
            return false;
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or ArgumentException)
        {
            // What the library's own converters throw, of quantities for instance, and which doesn't say where.
            path = "$";
            return false;
        }
    }

    private static UnreadableObject Identify(ReadOnlySpan<byte> json, string path)
    {
        TryRead(json, KubernetesJson.BookmarkTypeInfo<PartialObjectMetadata<V1ConfigMap>>(), out var entity, out _);
        return new(entity?.Metadata?.NamespaceProperty, entity?.Metadata?.Name ?? Nameless, path);
    }
}
