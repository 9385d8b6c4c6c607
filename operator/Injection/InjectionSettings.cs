namespace K8sRouter.Operator.Injection;

/// <summary>What the operator was told about sidecars.</summary>
internal sealed record InjectionSettings
{
    /// <summary>The image; null: none was named, and pods that need one are refused.</summary>
    public string? Image { get; init; }

    /// <summary>As Kubernetes writes it.</summary>
    public string PullPolicy { get; init; } = "IfNotPresent";

    /// <summary>One of <see cref="SidecarModes"/>.</summary>
    public string Mode { get; init; } = SidecarModes.Auto;

    public string CpuRequest { get; init; } = "50m";

    /// <summary>Null: none. Throttling would show as latency on each token.</summary>
    public string? CpuLimit { get; init; }

    public string MemoryRequest { get; init; } = "128Mi";

    public string MemoryLimit { get; init; } = "512Mi";

    /// <summary>Size limit of the volume for what isn't delivered yet.</summary>
    public string SpoolSize { get; init; } = "1Gi";

    /// <summary>The operator's public keys, as sidecars are given them; null: they verify nothing.</summary>
    public string? ConfigKey { get; init; }

    /// <summary>Whether the image is named by what it is, and not by what a registry calls it today.</summary>
    public bool IsPinned => Image?.Contains("@sha256:", StringComparison.Ordinal) is true;
}
