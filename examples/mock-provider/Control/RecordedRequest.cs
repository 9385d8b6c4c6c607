namespace K8sRouter.MockProvider.Control;

/// <summary>One call as it arrived, and how it ended.</summary>
internal sealed class RecordedRequest
{
    public required int Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Query { get; init; }

    /// <summary>Names in lower case; several values joined by a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as text, cut at 1 MiB.</summary>
    public string Body { get; set; } = "";

    /// <summary>Bytes of the whole body.</summary>
    public long BodyLength { get; set; }

    /// <summary>Status answered; 0 while none is.</summary>
    public int Status { get; set; }

    /// <summary>Events written to a stream.</summary>
    public int Events { get; set; }

    /// <summary>The caller closed its connection before the answer was complete.</summary>
    public bool Aborted { get; set; }

    /// <summary>The call has ended, one way or the other.</summary>
    public bool Finished { get; set; }

    /// <summary>Name of the fault it met.</summary>
    public string? Fault { get; set; }
}
