using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Kubernetes;

/// <summary>One observation about an object, by which tools wait and people diagnose.</summary>
public sealed record V1Condition
{
    /// <summary>What is observed, such as <c>Ready</c>.</summary>
    [Text(MinLength = 1, MaxLength = 316)]
    public required string Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    [OneOf("True", "False", "Unknown")]
    public required string Status { get; init; }

    /// <summary>The generation of the object that was looked at; older than metadata.generation: out of date.</summary>
    [Number(0, long.MaxValue)]
    public long? ObservedGeneration { get; init; }

    /// <summary>When <c>status</c> last changed.</summary>
    public required DateTimeOffset LastTransitionTime { get; init; }

    /// <summary>One CamelCase word for machines: why the status is what it is.</summary>
    [Text(MinLength = 1, MaxLength = 1024, Pattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", Must = "be one CamelCase word")]
    public required string Reason { get; init; }

    /// <summary>A sentence for people: what was seen and what to do.</summary>
    [Text(MaxLength = 32768)]
    public required string Message { get; init; }
}
