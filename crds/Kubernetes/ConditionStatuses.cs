namespace K8sRouter.Crds.Kubernetes;

/// <summary>What a condition's status can be.</summary>
public static class ConditionStatuses
{
    /// <summary>It is so.</summary>
    public const string True = "True";

    /// <summary>It isn't so.</summary>
    public const string False = "False";

    /// <summary>Nobody knows yet, or can know.</summary>
    public const string Unknown = "Unknown";
}
