namespace K8sRouter.Operator.Injection;

/// <summary>What the cluster can do with native sidecars.</summary>
internal sealed record ServerFeatures
{
    /// <summary>It isn't known yet which kubelets there are.</summary>
    public static ServerFeatures Unknown { get; } = new() { IsKnown = false };

    /// <summary>Every part of the cluster knows native sidecars.</summary>
    public static ServerFeatures Native { get; } = new();

    /// <summary>Whether anything can be said.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>Why native sidecars wouldn't work; null: they do.</summary>
    public string? NoNative { get; private init; }

    /// <summary>They don't, for a reason such as <c>the API server is v1.20.2</c>.</summary>
    public static ServerFeatures Classic(string why) => new() { NoNative = why };
}
