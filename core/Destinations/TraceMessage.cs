namespace K8sRouter.Core.Destinations;

/// <summary>One message of a conversation, whichever API it came by.</summary>
internal sealed record TraceMessage(string Role, IReadOnlyList<TraceMessagePart> Parts);
