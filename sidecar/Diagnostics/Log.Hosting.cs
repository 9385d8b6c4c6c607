namespace K8sRouter.Sidecar.Diagnostics;

/// <summary>1100-1199: start and end of the process.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information, "Base URL {BaseUrl}, admin port {AdminUrl}")]
    public static partial void Listening(ILogger logger, string baseUrl, string adminUrl);

    [LoggerMessage(1101, LogLevel.Information, "Stopped. Generations that the journal still holds, by sink: {Remaining}")]
    public static partial void Stopped(ILogger logger, string remaining);

    [LoggerMessage(1106, LogLevel.Information, "{Cause}: the process ends; {Reason}")]
    public static partial void Ends(ILogger logger, string cause, string reason);

    [LoggerMessage(1107, LogLevel.Information,
        "{Cause}: the process ends once no call has come or run for {Idle} s, in {Limit} s at the latest; until then calls are "
        + "served")]
    public static partial void Drains(ILogger logger, string cause, double idle, double limit);

    [LoggerMessage(1108, LogLevel.Information, "No more calls are accepted: {Reason}")]
    public static partial void Drained(ILogger logger, string reason);

    [LoggerMessage(1109, LogLevel.Information,
        "{Memory} bytes of memory can be used, by the limit of this process: request bodies get {Requests} (one call at most "
        + "{Request}), answers that are held back {Answers}, captured copies {Captured}")]
    public static partial void Memory(ILogger logger, long memory, long requests, long request, long answers, long captured);

    [LoggerMessage(1110, LogLevel.Warning,
        "This pod is of the namespace {Namespace} and its configuration of the workspace {Workspace}: see what volume it "
        + "mounts")]
    public static partial void ForeignWorkspace(ILogger logger, string @namespace, string workspace);

    [LoggerMessage(1111, LogLevel.Critical,
        "Port {Port} is taken by {Holder}, and all containers of a pod share their ports: the process ends. Give the sidecar "
        + "another by the pod's annotation k8srouter.io/{Setting} (outside a pod: --{Setting}), or the other process")]
    public static partial void PortTaken(ILogger logger, int port, string holder, string setting);

    [LoggerMessage(1112, LogLevel.Critical,
        "Port {Port} or {AdminPort} is taken by another process of the pod: the process ends. Give the sidecar another by the "
        + "pod's annotation k8srouter.io/port or k8srouter.io/admin-port (outside a pod: --port, --admin-port)")]
    public static partial void APortTaken(ILogger logger, int port, int adminPort);
}
