namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Who somebody is.</summary>
internal sealed record V1UserInfo
{
    /// <summary>Name.</summary>
    public string? Username { get; init; }

    /// <summary>Unique id.</summary>
    public string? Uid { get; init; }

    /// <summary>Groups.</summary>
    public IReadOnlyList<string>? Groups { get; init; }
}
