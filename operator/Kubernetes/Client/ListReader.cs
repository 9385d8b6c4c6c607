using System.Text.Json;
using k8s.Models;
using K8sRouter.Operator.Kubernetes.Json;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Reads a page of a list object by object, so that one that can't be read doesn't hide the others.</summary>
internal static class ListReader
{
    public static KubernetesList<T> Read<T>(ReadOnlySpan<byte> json, KubernetesRequest request)
        where T : class
    {
        var items = new List<T>();
        var unreadable = new List<UnreadableObject>();
        try
        {
            var metadata = Read(json, items, unreadable);
            if (metadata?.ResourceVersion is not { Length: > 0 } version)
                throw KubernetesFaults.Broken(request, "the answer isn't a list: it has no metadata.resourceVersion");
            return new(items, version, string.IsNullOrEmpty(metadata.ContinueProperty) ? null : metadata.ContinueProperty)
            {
                Unreadable = unreadable,
            };
        }
        catch (JsonException)
        {
            throw KubernetesFaults.Broken(request, "the answer isn't JSON, or ends in the middle");
        }
    }

    private static V1ListMeta? Read<T>(ReadOnlySpan<byte> json, List<T> items, List<UnreadableObject> unreadable)
        where T : class
    {
        var reader = new Utf8JsonReader(json);
        V1ListMeta? metadata = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMetadata = reader.ValueTextEquals("metadata"u8);
            bool isItems = reader.ValueTextEquals("items"u8);
            reader.Read();
            if (isMetadata)
                metadata = JsonSerializer.Deserialize(ref reader, KubernetesJson.TypeInfo<V1ListMeta>());
            else if (isItems && reader.TokenType == JsonTokenType.StartArray)
                ReadItems(ref reader, json, items, unreadable);
            else
                reader.Skip();
        }
        return metadata;
    }

    private static void ReadItems<T>(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<T> items, List<UnreadableObject> unreadable)
        where T : class
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var item = ObjectReader.ReadOrIdentify<T>(json[start..(int)reader.BytesConsumed], out var what);
            if (item is not null)
                items.Add(item);
            else
                unreadable.Add(what!);
        }
    }
}
