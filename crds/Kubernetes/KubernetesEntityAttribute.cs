namespace K8sRouter.Crds.Kubernetes;

/// <summary>Where the API serves a type.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>Group; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>Version, such as <c>v1alpha1</c>.</summary>
    public string ApiVersion { get; init; } = "v1";

    /// <summary>Kind, such as <c>ModelProvider</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Plural in lower case, as in the path of the API.</summary>
    public required string PluralName { get; init; }

    /// <summary>Short name for <c>kubectl get</c>.</summary>
    public string? ShortName { get; init; }

    /// <summary>Whether objects live in a namespace.</summary>
    public bool Namespaced { get; init; }

    /// <summary>The only name that an object may have; null: any.</summary>
    public string? OnlyName { get; init; }

    /// <summary>Group and version as in <c>apiVersion</c>.</summary>
    public string GroupVersion => Group.Length == 0 ? ApiVersion : $"{Group}/{ApiVersion}";
}
