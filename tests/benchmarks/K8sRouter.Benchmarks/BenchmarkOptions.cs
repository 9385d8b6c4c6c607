namespace K8sRouter.Benchmarks;

/// <summary>What is compared, and where it is.</summary>
internal sealed record BenchmarkOptions
{
    public required Plan Plan { get; init; }

    public FileInfo? JsonFile { get; init; }

    public required IReadOnlyList<string> Variants { get; init; }

    public string? BareYarp { get; init; }

    public string? Sidecar { get; init; }

    /// <summary>The sidecar as native code.</summary>
    public string? SidecarAot { get; init; }

    public string? Operator { get; init; }

    public string? Manifests { get; init; }

    public required string GenerationsMetric { get; init; }
}
