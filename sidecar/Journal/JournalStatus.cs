namespace K8sRouter.Sidecar.Journal;

/// <summary>What the admin port shows of the journal.</summary>
internal sealed record JournalStatus
{
    /// <summary>The six characters that name the folder.</summary>
    public required string Sidecar { get; init; }

    /// <summary>Whether the last append could be written.</summary>
    public required bool Accepting { get; init; }

    /// <summary>Bytes of all segments, parked and quarantined ones included.</summary>
    public required long Bytes { get; init; }

    /// <summary>Their bound.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Segments that can be read.</summary>
    public required int Segments { get; init; }

    /// <summary>Segments kept aside because the key that opens them was not given.</summary>
    public required int ParkedSegments { get; init; }

    /// <summary>Ids (16 hexadecimal digits) of the keys that are missing.</summary>
    public required IReadOnlyList<string> MissingKeys { get; init; }

    /// <summary>Segments kept aside because nothing in them can be read.</summary>
    public required int QuarantinedSegments { get; init; }

    /// <summary>Their bytes; an eighth of <see cref="MaxBytes"/> at most, then the oldest are deleted.</summary>
    public required long QuarantinedBytes { get; init; }

    /// <summary>Calls that have started and not finished.</summary>
    public required int RunningCalls { get; init; }

    /// <summary>Age of the oldest segment that some sink has not finished; null: every sink has everything.</summary>
    public required TimeSpan? OldestUnacknowledgedAge { get; init; }

    /// <summary>Every registered sink's account, by name.</summary>
    public required IReadOnlyList<SinkAccount> Sinks { get; init; }

    /// <summary>Finished generations lost since the start, by <see cref="LossReasons"/>.</summary>
    public required IReadOnlyDictionary<string, long> LostByReason { get; init; }
}
