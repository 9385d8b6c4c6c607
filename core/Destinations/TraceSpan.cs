using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>What a span is besides its attributes.</summary>
internal readonly record struct TraceSpan
{
    /// <summary>32 lowercase hex digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 lowercase hex digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>16 lowercase hex digits; null: it is the root here.</summary>
    public string? ParentSpanId { get; init; }

    /// <summary>A span of another trace that it belongs to; null: none.</summary>
    public TraceParent? Link { get; init; }

    /// <summary>What it did.</summary>
    public required string Name { get; init; }

    /// <summary>Which side of a call.</summary>
    public required TraceSpanKind Kind { get; init; }

    /// <summary>Begin, Unix time.</summary>
    public required long StartUnixNanoseconds { get; init; }

    /// <summary>End, Unix time.</summary>
    public required long EndUnixNanoseconds { get; init; }

    /// <summary>Whether it failed.</summary>
    public bool Failed { get; init; }

    /// <summary>What went wrong.</summary>
    public string? StatusMessage { get; init; }
}
