namespace K8sRouter.Sidecar.Notices;

/// <summary>What became of notices so far, for the admin port.</summary>
internal sealed record NoticeStatus
{
    public required long Waiting { get; init; }

    public required long Delivered { get; init; }

    /// <summary>By reason (<see cref="NoticeLosses"/>).</summary>
    public required IReadOnlyDictionary<string, long> Dropped { get; init; }

    /// <summary>Why those that wait do, of a closed set (<see cref="Sinks.SinkFaults"/>); null: the last went through.</summary>
    public string? LastError { get; init; }
}
