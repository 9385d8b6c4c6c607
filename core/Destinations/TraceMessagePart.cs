namespace K8sRouter.Core.Destinations;

/// <summary>A part of a message: text, a call of a tool (<paramref name="Name"/> is set), or what a tool answered.</summary>
/// <param name="Text">The text, the call's arguments, or the answer.</param>
/// <param name="Name">Name of the tool that is called.</param>
/// <param name="Id">Id of the call; null: text.</param>
/// <param name="IsAnswer">Whether a tool answers.</param>
internal sealed record TraceMessagePart(string Text, string? Name = null, string? Id = null, bool IsAnswer = false);
