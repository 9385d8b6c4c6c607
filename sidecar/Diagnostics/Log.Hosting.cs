namespace K8sRouter.Sidecar.Diagnostics;

/// <summary>1100-1199: start and end of the process.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information, "Base URL {BaseUrl}, admin port {AdminUrl}")]
    public static partial void Listening(ILogger logger, string baseUrl, string adminUrl);

    [LoggerMessage(1101, LogLevel.Information, "Stopped. Generations that the journal still holds, by sink: {Remaining}")]
    public static partial void Stopped(ILogger logger, string remaining);
}
