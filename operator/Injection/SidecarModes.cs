namespace K8sRouter.Operator.Injection;

/// <summary>How a sidecar stands in its pod.</summary>
internal static class SidecarModes
{
    /// <summary>Native where the whole cluster knows that, else classic.</summary>
    public const string Auto = "auto";

    /// <summary>An init container that goes on running: from Kubernetes 1.29 on.</summary>
    public const string Native = "native";

    /// <summary>A container beside the others.</summary>
    public const string Classic = "classic";
}
