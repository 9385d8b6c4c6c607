namespace K8sRouter.Operator.Diagnostics;

/// <summary>5600-5699: injection. A line for each pod, with nothing of it but its name.</summary>
internal static partial class Log
{
    [LoggerMessage(5600, LogLevel.Information,
        "Pod {Namespace}/{Name}: {Reason}, sidecar {Mode} of {Image}, {Warnings} warnings, dry run: {IsDryRun}")]
    public static partial void PodAnswered(
        ILogger logger, string @namespace, string name, string reason, string mode, string image, int warnings, bool isDryRun);

    [LoggerMessage(5601, LogLevel.Warning,
        "No image of the sidecar is set (K8SROUTER_SIDECAR_IMAGE): pods that shall have a sidecar are refused")]
    public static partial void NoSidecarImage(ILogger logger);

    [LoggerMessage(5602, LogLevel.Warning,
        "The sidecar's image {Image} isn't named by its digest: what is injected is whatever the registry has under that name")]
    public static partial void SidecarImageNotPinned(ILogger logger, string image);

    [LoggerMessage(5603, LogLevel.Information, "Sidecars are injected with the image {Image}, mode {Mode}")]
    public static partial void Injecting(ILogger logger, string image, string mode);
}
