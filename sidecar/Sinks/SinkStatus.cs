namespace K8sRouter.Sidecar.Sinks;

/// <summary>What a sink has done so far, for the admin port.</summary>
internal sealed record SinkStatus
{
    public required string Name { get; init; }

    public required SinkState State { get; init; }

    /// <summary>Whether so many deliveries failed in a row that only a single trace is tried now.</summary>
    public bool CircuitOpen { get; init; }

    public long Delivered { get; init; }

    /// <summary>Generations that weren't for this sink.</summary>
    public long PassedOver { get; init; }

    /// <summary>Generations read again after a restart that had been delivered before it.</summary>
    public long Repeated { get; init; }

    /// <summary>By reason.</summary>
    public IReadOnlyDictionary<string, long> Dropped { get; init; } = new Dictionary<string, long>();

    public long Retries { get; init; }

    /// <summary>A code of a closed set, never a text from outside.</summary>
    public string? LastError { get; init; }

    /// <summary>What there is to mend while it is parked: our own words, without content or secrets.</summary>
    public string? Remedy { get; init; }

    public DateTimeOffset? LastErrorAt { get; init; }

    public DateTimeOffset? LastDeliveredAt { get; init; }

    /// <summary>When the oldest generation arrived that was read and isn't acknowledged; null: there is none.</summary>
    public DateTimeOffset? OldestPending { get; init; }

    /// <summary>Objects written.</summary>
    public long Objects { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }
}
