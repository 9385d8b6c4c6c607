namespace K8sRouter.Operator.Compilation;

/// <summary>What people are told beyond the configuration itself.</summary>
internal sealed record CompilationReport
{
    /// <summary>Every destination of the workspace, by name.</summary>
    public IReadOnlyList<DestinationFinding> Destinations { get; init; } = [];

    /// <summary>The store that is named for records; null: none is, and they stay in the sidecar's own folder.</summary>
    public StoreFinding? RecordStore { get; init; }

    /// <summary>Why no endpoint may be used although there are some; null: some may, or there is none at all.</summary>
    public string? NothingAllowed { get; init; }

    /// <summary>What was asked for and isn't done, ordered by subject and reason.</summary>
    public IReadOnlyList<CompilationNotice> Notices { get; init; } = [];

    /// <summary>
    /// Providers and stores of which the workspace holds the platform's credential: whoever reads its Secrets can read it.
    /// </summary>
    public IReadOnlyList<string> PlatformCredentials { get; init; } = [];
}
