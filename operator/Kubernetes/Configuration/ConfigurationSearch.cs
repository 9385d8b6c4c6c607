namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>Where to look for how the API server is reached: what the command line and the environment say.</summary>
internal sealed record ConfigurationSearch
{
    /// <summary>Flag <c>--kubeconfig</c>; null: not given.</summary>
    public string? KubeConfigPath { get; init; }

    /// <summary>Flag <c>--context</c>; null: the file's current one.</summary>
    public string? Context { get; init; }

    /// <summary>Value of an environment variable; null: it isn't set.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>The user's folder.</summary>
    public string Home { get; init; } = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);

    /// <summary>Where Kubernetes mounts a pod's credentials.</summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";
}
