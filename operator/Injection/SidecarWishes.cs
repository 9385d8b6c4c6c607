namespace K8sRouter.Operator.Injection;

/// <summary>How a pod's sidecar shall be: the pod's annotations over the operator's settings.</summary>
internal sealed record SidecarWishes
{
    public required int Port { get; init; }

    public required int AdminPort { get; init; }

    public required string CpuRequest { get; init; }

    /// <summary>Null: none.</summary>
    public string? CpuLimit { get; init; }

    public required string MemoryRequest { get; init; }

    public required string MemoryLimit { get; init; }

    public required string SpoolSize { get; init; }

    /// <summary>Null: the sidecar's default.</summary>
    public string? LogLevel { get; init; }

    /// <summary>How long the sidecar may take to end.</summary>
    public required TimeSpan DrainTime { get; init; }

    /// <summary>Native or classic; null: the operator's choice.</summary>
    public string? Mode { get; init; }
}
