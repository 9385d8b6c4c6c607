using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>A generation on its way to a destination.</summary>
/// <param name="Record">Its metadata.</param>
/// <param name="Content">Its content as captured; null where the destination isn't entitled to it.</param>
public readonly record struct TracedGeneration(GenerationRecord Record, CapturedContent? Content)
{
    /// <summary>
    /// What of it a destination may know, whatever its format makes of it: content with <see cref="ContentModes.Full"/> alone,
    /// and who called where it includes identity.
    /// </summary>
    internal TracedGeneration For(DestinationEntry destination) => new(
        destination.Include.Identity ? Record : IdentityFields.Without(Record),
        destination.ContentMode == ContentModes.Full ? Content : null);
}
