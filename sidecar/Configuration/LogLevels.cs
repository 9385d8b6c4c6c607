namespace K8sRouter.Sidecar.Configuration;

/// <summary>Levels of the log by the names that the settings know.</summary>
internal static class LogLevels
{
    public const string Default = "information";

    public const string Names = "debug, information, warning and error";

    /// <summary>Null: there is no such level.</summary>
    public static LogLevel? Find(string name) => name switch
    {
        "debug" => LogLevel.Debug,
        Default => LogLevel.Information,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => null,
    };
}
