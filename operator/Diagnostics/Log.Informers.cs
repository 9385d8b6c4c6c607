namespace K8sRouter.Operator.Diagnostics;

/// <summary>Every line that the operator logs, by area; event ids are stable and never reused. 5000-5099: informers.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Debug, "{Informer}: {Objects} objects listed at version {Version}")]
    public static partial void InformerListed(ILogger logger, string informer, int objects, string version);

    [LoggerMessage(5001, LogLevel.Warning, "{Informer}: can't be followed ({Reason}): {Problem}. Tried again until it works")]
    public static partial void InformerFailing(ILogger logger, string informer, string reason, string problem);

    [LoggerMessage(5002, LogLevel.Information, "{Informer}: followed again")]
    public static partial void InformerRecovered(ILogger logger, string informer);

    [LoggerMessage(5003, LogLevel.Debug, "{Informer}: the watch begins anew ({Reason}), listing first: {List}")]
    public static partial void InformerRestarted(ILogger logger, string informer, string reason, bool list);

    [LoggerMessage(5004, LogLevel.Error, "A subscriber failed at the change of {Kind} {Name} ({Problem}): others were told")]
    public static partial void SubscriberFailed(ILogger logger, string kind, string name, string problem);

    [LoggerMessage(5005, LogLevel.Error,
        "{Informer}: {Object} can't be read at {Path}, so what it wishes is unknown: it takes no part, a policy closes its "
        + "workspace, the floor freezes all. Mend it; is it of a newer version?")]
    public static partial void ObjectUnreadable(ILogger logger, string informer, string @object, string path);
}
