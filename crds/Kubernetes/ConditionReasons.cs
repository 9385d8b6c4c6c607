namespace K8sRouter.Crds.Kubernetes;

/// <summary>Reasons of conditions, events and metric labels: the contract of alerts.</summary>
public static class ConditionReasons
{
    /// <summary>Unknown: the operator hasn't looked yet. Any type.</summary>
    public const string Pending = "Pending";

    /// <summary>True: all is well. Ready.</summary>
    public const string Ready = "Ready";

    /// <summary>True: the spec takes part. Accepted.</summary>
    public const string Accepted = "Accepted";

    /// <summary>False: the spec is wrong; the message lists every problem. Accepted, Ready.</summary>
    public const string Invalid = "Invalid";

    /// <summary>False: more destinations of the type than a workspace may have. Accepted.</summary>
    public const string LimitExceeded = "LimitExceeded";

    /// <summary>True: every reference was found. ResolvedRefs.</summary>
    public const string ResolvedRefs = "ResolvedRefs";

    /// <summary>False: a Secret that the spec names doesn't exist. ResolvedRefs.</summary>
    public const string SecretNotFound = "SecretNotFound";

    /// <summary>False: the Secret exists and lacks the key. ResolvedRefs.</summary>
    public const string SecretKeyNotFound = "SecretKeyNotFound";

    /// <summary>False: the Secret isn't labelled for this use. ResolvedRefs.</summary>
    public const string SecretNotLabelled = "SecretNotLabelled";

    /// <summary>True: every sidecar runs the current revision. Programmed.</summary>
    public const string Programmed = "Programmed";

    /// <summary>False: sidecars still run an older revision, or can't be reached. Programmed.</summary>
    public const string SidecarsLagging = "SidecarsLagging";

    /// <summary>True: the policy can't be gone around. Enforced.</summary>
    public const string Enforced = "Enforced";

    /// <summary>False: a platform key was delivered to where the namespace's members can read it. Enforced.</summary>
    public const string KeysReadableInNamespace = "KeysReadableInNamespace";
}
