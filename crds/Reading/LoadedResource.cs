using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Crds.Reading;

/// <summary>A resource as it was read, valid or not. Its text never shows what it holds.</summary>
public sealed class LoadedResource
{
    /// <summary>Kind, such as <c>ModelProvider</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Namespace, <c>default</c> where a namespaced resource names none; null: the kind has none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name; empty where it is missing.</summary>
    public required string Name { get; init; }

    /// <summary>The file, as it was named to the reader.</summary>
    public required string File { get; init; }

    /// <summary>Line on which the document starts, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>
    /// The typed resource (ModelProvider, WorkspacePrivacyPolicy, ObservabilityDestination, V1Secret or V1Namespace); null
    /// where the tree doesn't fit the type, which the validator then explains.
    /// </summary>
    public IKubernetesObject? Resource { get; init; }

    /// <summary>The tree, which for a Secret holds secrets.</summary>
    public required JsonObject Raw { get; init; }

    /// <summary>Whether the reader itself has reported why there is no typed resource.</summary>
    internal bool RefusedByReader { get; init; }

    /// <summary>Lines of the fields.</summary>
    internal SourceLines Lines { get; init; } = new();

    /// <summary>As problems name it: <c>ModelProvider "openai"</c>, <c>Secret "team-a/openai"</c>.</summary>
    public override string ToString() => Namespace is null ? $"{Kind} \"{Name}\"" : $"{Kind} \"{Namespace}/{Name}\"";
}
