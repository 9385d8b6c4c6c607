namespace K8sRouter.Operator.Diagnostics;

/// <summary>5200-5299: who leads.</summary>
internal static partial class Log
{
    [LoggerMessage(5200, LogLevel.Information, "{Identity} leads")]
    public static partial void LeadershipAcquired(ILogger logger, string identity);

    [LoggerMessage(5201, LogLevel.Error, "{Identity} leads no more: {Problem}. The process ends and starts anew")]
    public static partial void LeadershipLost(ILogger logger, string identity, string problem);

    [LoggerMessage(5202, LogLevel.Information, "{Identity} gave the lease away")]
    public static partial void LeadershipReleased(ILogger logger, string identity);

    [LoggerMessage(5203, LogLevel.Warning, "{Identity} couldn't give the lease away, it expires by itself: {Problem}")]
    public static partial void ReleaseFailed(ILogger logger, string identity, string problem);

    [LoggerMessage(5204, LogLevel.Warning, "{Identity}: work hasn't stopped in time, so the lease expires by itself")]
    public static partial void LeadershipKept(ILogger logger, string identity);

    [LoggerMessage(5205, LogLevel.Information, "{Holder} leads; this process stands by")]
    public static partial void OtherLeads(ILogger logger, string holder);

    [LoggerMessage(5206, LogLevel.Warning, "{Identity}: the lease can't be read or written: {Problem}")]
    public static partial void LeaseFailed(ILogger logger, string identity, string problem);
}
