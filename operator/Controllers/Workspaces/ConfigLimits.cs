namespace K8sRouter.Operator.Controllers.Workspaces;

/// <summary>How large what is written for a workspace may be.</summary>
internal static class ConfigLimits
{
    /// <summary>Bytes of the values of a ConfigMap or a Secret, by the API server.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>From here on somebody is told, in good time.</summary>
    public const int NearBytes = (int)(MostBytes * 0.7);
}
