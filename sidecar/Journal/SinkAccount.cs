namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// One sink's account since the journal was opened: captured = acknowledged + backlog + the sum of what was dropped, always.
/// </summary>
internal sealed record SinkAccount
{
    public required string Sink { get; init; }

    public required SinkKind Kind { get; init; }

    /// <summary>Finished generations that were found unacknowledged at the opening, and all since.</summary>
    public required long Captured { get; init; }

    /// <summary>Those that the sink has delivered or passed over.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Those that it has still to take, or has taken and not acknowledged.</summary>
    public required long Backlog { get; init; }

    /// <summary>Those that the journal gave up before the sink was given them, by <see cref="LossReasons"/>.</summary>
    public required IReadOnlyDictionary<string, long> DroppedByReason { get; init; }
}
