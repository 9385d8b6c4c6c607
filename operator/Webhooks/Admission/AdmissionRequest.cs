using System.Text.Json;

namespace K8sRouter.Operator.Webhooks.Admission;

/// <summary>What the API server asks. Its text shows no object.</summary>
internal sealed class AdmissionRequest
{
    /// <summary>Comes back with the answer.</summary>
    public required string Uid { get; init; }

    /// <summary>Group and version of the object, such as <c>k8srouter.io/v1alpha1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Kind, such as <c>ModelProvider</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or <c>CONNECT</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>Namespace; empty for cluster-scoped objects.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Name; empty where the server hasn't made it yet.</summary>
    public string Name { get; init; } = "";

    /// <summary>Such as <c>status</c>; empty: the object itself.</summary>
    public string SubResource { get; init; } = "";

    /// <summary>Whether nothing is stored, whatever is answered.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The object as it would be stored; undefined for a deletion.</summary>
    public JsonElement Object { get; init; }

    /// <summary>The object as it is stored; undefined for a creation.</summary>
    public JsonElement OldObject { get; init; }
}
