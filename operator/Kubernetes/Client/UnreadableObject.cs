namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>
/// An object that isn't as our types say: stored while its definition was looser, or by a newer version of ours. It isn't absent:
/// whoever decides by such objects must take it for one whose wish is unknown.
/// </summary>
/// <param name="Namespace">Its namespace; null: it has none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Path">The field that can't be read, such as <c>$.spec.region</c>.</param>
internal sealed record UnreadableObject(string? Namespace, string Name, string Path);
