using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Reading;

/// <summary>Makes the typed resource of a tree.</summary>
internal static class TypedResources
{
    /// <summary>
    /// The resource; null where the tree doesn't fit. The serializer's words aren't kept: they may quote a secret.
    /// </summary>
    public static IKubernetesObject? TryCreate(ResourceType type, JsonObject raw)
    {
        try
        {
            var resource = (IKubernetesObject?)raw.Deserialize(type.Type, ResourceJson.Options);
            return resource is V1Secret secret ? WithStringData(secret) : resource;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As the API server stores it: text among the data, over a value of the same key.</summary>
    private static V1Secret WithStringData(V1Secret secret)
    {
        if (secret.StringData is not { Count: > 0 } texts)
            return secret;
        var data = new Dictionary<string, byte[]>(secret.Data ?? new Dictionary<string, byte[]>());
        foreach (var (key, text) in texts)
            data[key] = Encoding.UTF8.GetBytes(text);
        return secret with { Data = data, StringData = null };
    }
}
