namespace K8sRouter.Core.Destinations;

/// <summary>The spans of one generation, the root first, and what they have in common.</summary>
/// <param name="Resource">Attributes of what sent them.</param>
/// <param name="Spans">The spans.</param>
public sealed record GenerationTrace(IReadOnlyList<TraceAttribute> Resource, IReadOnlyList<TraceSpan> Spans);
