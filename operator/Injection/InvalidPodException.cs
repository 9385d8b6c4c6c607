namespace K8sRouter.Operator.Injection;

/// <summary>What was sent as a pod isn't one: a field has a type that no API server lets pass.</summary>
internal sealed class InvalidPodException(string path) : Exception($"{path} has another type than a pod's")
{
    /// <summary>The field.</summary>
    public string Path { get; } = path;
}
