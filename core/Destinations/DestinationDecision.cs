namespace K8sRouter.Core.Destinations;

/// <summary>Whether a destination takes a generation's trace.</summary>
/// <param name="Send">Whether it does.</param>
/// <param name="WithContent">Whether it gets the content too.</param>
/// <param name="Reason">Why it doesn't: one of <see cref="DestinationRefusals"/>; null: it does.</param>
public readonly record struct DestinationDecision(bool Send, bool WithContent, string? Reason);
