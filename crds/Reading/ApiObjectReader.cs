using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Schema;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Reading;

/// <summary>Reads objects of our kinds as the API server hands them on, for the same validator as manifests.</summary>
public static class ApiObjectReader
{
    /// <summary>Whether objects of this kind are ours to judge.</summary>
    /// <param name="apiVersion">Group and version, such as <c>k8srouter.io/v1alpha1</c>.</param>
    /// <param name="kind">Kind, such as <c>ModelProvider</c>.</param>
    public static bool IsOurs(string apiVersion, string kind) =>
        ResourceTypes.Find(kind) is { IsCustom: true } type && type.Entity.GroupVersion == apiVersion;

    /// <summary>
    /// The object, valid or not, without its status, which isn't its author's; null: it is of no kind of ours, or no object.
    /// </summary>
    /// <param name="element">The object.</param>
    /// <exception cref="JsonException">A text in it isn't Unicode.</exception>
    public static LoadedResource? Read(JsonElement element)
    {
        if (JsonTree.Of(element) is not JsonObject raw)
            return null;
        var root = new Field(raw, FieldPath.Root);
        var (apiVersion, kind) = (root["apiVersion"].Text ?? "", root["kind"].Text ?? "");
        if (!IsOurs(apiVersion, kind))
            return null;
        raw.Remove("status");
        var type = ResourceTypes.Find(kind)!;
        var metadata = root["metadata"];
        return new LoadedResource
        {
            Kind = kind,
            Namespace = type.Entity.Namespaced ? metadata["namespace"].Text : null,
            Name = metadata["name"].Text ?? "",
            File = "",
            Line = 0,
            Resource = TypedResources.TryCreate(type, raw),
            Raw = raw,
        };
    }
}
