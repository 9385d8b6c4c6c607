namespace K8sRouter.Core.Destinations;

/// <summary>What became of a batch, and why.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Code">Why: <c>http_429</c> or one of <see cref="ExportFaults"/>, never text of the destination; null:
/// delivered.</param>
/// <param name="RetryAfter">How long the destination asks to wait.</param>
public readonly record struct ExportResult(ExportStatus Status, string? Code = null, TimeSpan? RetryAfter = null)
{
    /// <summary>Spans of a delivered batch that the destination refused nevertheless (OTLP's partial success); 0: none.</summary>
    public long RejectedSpans { get; init; }

    /// <summary>The destination has it.</summary>
    public static ExportResult Delivered => new(ExportStatus.Delivered);

    /// <summary>It may be sent again.</summary>
    public static ExportResult Retry(string code, TimeSpan? after = null) => new(ExportStatus.Retry, code, after);

    /// <summary>The destination will never take it.</summary>
    public static ExportResult Dropped(string code) => new(ExportStatus.Dropped, code);
}
