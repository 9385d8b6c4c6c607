namespace K8sRouter.Crds.Kubernetes;

/// <summary>Types of condition, all of which are good when <c>True</c>.</summary>
public static class ConditionTypes
{
    /// <summary>The summary of all others: what <c>kubectl wait</c>, Flux and Argo CD look at.</summary>
    public const string Ready = "Ready";

    /// <summary>The spec is valid and takes part.</summary>
    public const string Accepted = "Accepted";

    /// <summary>Every Secret that the spec names exists, is labelled for the use and holds the key.</summary>
    public const string ResolvedRefs = "ResolvedRefs";

    /// <summary>Every sidecar that this concerns runs the configuration made from it.</summary>
    public const string Programmed = "Programmed";

    /// <summary>Nothing lets the workspace's members go around the policy.</summary>
    public const string Enforced = "Enforced";
}
