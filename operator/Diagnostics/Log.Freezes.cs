namespace K8sRouter.Operator.Diagnostics;

/// <summary>5700-5799: what keeps configurations from being compiled, and policies that are gone.</summary>
internal static partial class Log
{
    [LoggerMessage(5700, LogLevel.Error, "{Definition}: every workspace stays as it is. {Problem}")]
    public static partial void KindUnavailable(ILogger logger, string definition, string problem);

    [LoggerMessage(5701, LogLevel.Information, "{Definition}: its objects are known again")]
    public static partial void KindAvailable(ILogger logger, string definition);

    [LoggerMessage(5702, LogLevel.Error, "{Workspace}: stays as it is ({Reason}). {Problem}")]
    public static partial void WorkspaceFrozen(ILogger logger, string workspace, string reason, string problem);

    [LoggerMessage(5703, LogLevel.Warning, "{Workspace}: compiled without policy {Policy}, which is gone. {Effect}")]
    public static partial void PolicyLost(ILogger logger, string workspace, string policy, string effect);
}
