namespace K8sRouter.Sidecar.Diagnostics;

/// <summary>Every line that the sidecar logs, by area; event ids are stable and never reused. 1000-1099: configuration.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1000, LogLevel.Information, "Configuration {Revision} is in force: {Allowed} endpoints allowed, {Excluded} excluded")]
    public static partial void ConfigurationAccepted(ILogger logger, string revision, int allowed, int excluded);

    [LoggerMessage(1001, LogLevel.Error, "Configuration refused: {Reason}. {Revision} stays in force")]
    public static partial void ConfigurationRefused(ILogger logger, string reason, string revision);

    [LoggerMessage(1002, LogLevel.Error, "No configuration: {Reason}. Every call gets 503 until there is one")]
    public static partial void NoConfiguration(ILogger logger, string reason);

    [LoggerMessage(1003, LogLevel.Information, "The mounted configuration can't be used yet: {Reason}")]
    public static partial void ConfigurationNotWhole(ILogger logger, string reason);
}
