namespace K8sRouter.Core.Configuration;

/// <summary>What a provider does with prompts sent to one endpoint.</summary>
public sealed record EndpointDataPolicy
{
    /// <summary>False: treated as training, publishing and retaining without limit.</summary>
    public bool Confirmed { get; init; }

    /// <summary>Whether prompts may be trained on.</summary>
    public bool Training { get; init; } = true;

    /// <summary>Whether prompts may be published.</summary>
    public bool Publication { get; init; } = true;

    /// <summary>Days that prompts are kept; 0 = zero data retention; null = unknown, treated as unlimited.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>When these facts become stale and so unconfirmed; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
