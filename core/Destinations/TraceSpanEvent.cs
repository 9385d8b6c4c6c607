namespace K8sRouter.Core.Destinations;

/// <summary>Something that happened during a span.</summary>
/// <param name="Name">What happened.</param>
/// <param name="UnixNanoseconds">When, Unix time.</param>
/// <param name="Attributes">More about it.</param>
public sealed record TraceSpanEvent(string Name, long UnixNanoseconds, IReadOnlyList<TraceAttribute> Attributes);
