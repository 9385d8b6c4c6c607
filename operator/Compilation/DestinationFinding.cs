namespace K8sRouter.Operator.Compilation;

/// <summary>Whether a destination takes part.</summary>
/// <param name="Name">Name of the resource.</param>
/// <param name="Type">Its type, such as <c>webhook</c>.</param>
/// <param name="Accepted">Whether traces can be sent to it.</param>
/// <param name="Reason">One CamelCase word, as in conditions.</param>
/// <param name="Message">A sentence for people; what to do where it isn't accepted.</param>
internal sealed record DestinationFinding(string Name, string Type, bool Accepted, string Reason, string Message);
