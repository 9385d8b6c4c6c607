namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>A page of a list.</summary>
/// <param name="Items">The objects, each with apiVersion and kind.</param>
/// <param name="ResourceVersion">The version at which the list is true: where a watch begins.</param>
/// <param name="Continue">Leads to the next page; null: this was the last.</param>
internal sealed record KubernetesList<T>(IReadOnlyList<T> Items, string ResourceVersion, string? Continue)
    where T : class
{
    /// <summary>Objects of the page that aren't among the items because they can't be read.</summary>
    public IReadOnlyList<UnreadableObject> Unreadable { get; init; } = [];
}
