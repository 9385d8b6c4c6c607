namespace K8sRouter.Crds.ModelProviders;

/// <summary>What is known about one promise of a provider.</summary>
public enum DataPolicyFinding
{
    /// <summary>Confirmed: it does.</summary>
    Yes,

    /// <summary>Confirmed: it doesn't.</summary>
    No,

    /// <summary>Nobody has confirmed it, or the facts are stale: treated as the worse answer.</summary>
    Unconfirmed,
}
