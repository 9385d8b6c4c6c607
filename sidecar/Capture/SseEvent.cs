namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// One server-sent event as positions in a buffer, from its first byte to the end of the blank line that closes it.
/// </summary>
internal readonly record struct SseEvent
{
    /// <summary>Bytes of the whole event, line ends included.</summary>
    public required int Length { get; init; }

    /// <summary>Position of the data's first byte; -1: the event has no data (a comment, a blank line).</summary>
    public required int DataStart { get; init; }

    /// <summary>Position after the data's last byte (of the last line, where there are several).</summary>
    public required int DataEnd { get; init; }

    /// <summary>Data lines: with more than one the data are those lines joined by line feeds.</summary>
    public required int DataLines { get; init; }

    /// <summary>Whether a blank line closed it; false: the stream ended inside it.</summary>
    public required bool IsClosed { get; init; }

    /// <summary>Whether it is named <c>error</c>.</summary>
    public required bool IsError { get; init; }

    public bool HasData => DataStart >= 0;
}
