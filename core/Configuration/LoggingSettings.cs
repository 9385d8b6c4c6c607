namespace K8sRouter.Core.Configuration;

/// <summary>Input and output logging of one workspace, after merging.</summary>
public sealed record LoggingSettings
{
    /// <summary>Whether prompts and completions are kept.</summary>
    public bool Enabled { get; init; }

    /// <summary>Refuse calls rather than answer unlogged ones.</summary>
    public bool Required { get; init; }

    /// <summary>Share of generations whose content is kept, 0.0001 to 1.</summary>
    public decimal SamplingRate { get; init; } = 1;

    /// <summary>Keys whose calls are logged; null: all.</summary>
    public IReadOnlyList<string>? ApiKeyHashes { get; init; }

    /// <summary>Days that content is kept, at least 90.</summary>
    public int RetentionDays { get; init; } = 90;

    /// <summary>Where content is kept; null: where records are.</summary>
    public StoreSettings? Store { get; init; }

    /// <summary>Unique id of the workspace's logging scope, hashed into sampling decisions.</summary>
    public string ScopeId { get; init; } = "";
}
