using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>A generation on its way to a destination.</summary>
/// <param name="Record">Its metadata.</param>
/// <param name="Content">Its content as captured; null where the destination isn't entitled to it.</param>
public readonly record struct TracedGeneration(GenerationRecord Record, CapturedContent? Content);
