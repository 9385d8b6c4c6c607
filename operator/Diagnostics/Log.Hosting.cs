namespace K8sRouter.Operator.Diagnostics;

/// <summary>5500-5599: start and end of the process, and its work on sidecars.</summary>
internal static partial class Log
{
    [LoggerMessage(5500, LogLevel.Information,
        "Operator {Version}, cluster {Cluster}, namespace {Namespace}, health on {Health}")]
    public static partial void Started(ILogger logger, string version, string cluster, string @namespace, string health);

    [LoggerMessage(5501, LogLevel.Warning, "The API server can't be asked yet, tried again: {Problem}")]
    public static partial void NotReachable(ILogger logger, string problem);

    [LoggerMessage(5502, LogLevel.Information, "Everything is known: {Providers} providers, {Workspaces} workspaces")]
    public static partial void Synced(ILogger logger, int providers, int workspaces);

    [LoggerMessage(5504, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(5503, LogLevel.Critical, "What must run until the end has failed, so the process ends: {Problem}")]
    public static partial void Failed(ILogger logger, string problem);

    [LoggerMessage(5510, LogLevel.Warning, "Lagging pods can't be touched; they get their configuration later: {Problem}")]
    public static partial void NudgeFailed(ILogger logger, string problem);

    [LoggerMessage(5511, LogLevel.Information, "The sidecar of pod {Pod} was told to end: every other container has")]
    public static partial void SidecarToldToEnd(ILogger logger, string pod);

    [LoggerMessage(5512, LogLevel.Warning,
        "The sidecar of pod {Pod} can't be told to end, though every other container has; said once, tried again: {Cause}")]
    public static partial void SidecarNotToldToEnd(ILogger logger, string pod, string cause);

    [LoggerMessage(5513, LogLevel.Warning,
        "The label k8srouter.io/inject={Value} of namespace {Namespace} means nothing, and brings its pods no sidecar")]
    public static partial void NamespaceLabelInvalid(ILogger logger, string @namespace, string value);
}
