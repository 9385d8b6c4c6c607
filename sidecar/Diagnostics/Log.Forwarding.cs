using K8sRouter.Sidecar.Ingress;

namespace K8sRouter.Sidecar.Diagnostics;

/// <summary>1200-1299: the road of a request. Ids, names and statuses alone: providers' texts are content.</summary>
internal static partial class Log
{
    [LoggerMessage(1200, LogLevel.Information, "{Generation}: no endpoint is allowed, {Excluded} are excluded")]
    public static partial void Refused(ILogger logger, string generation, int excluded);

    [LoggerMessage(1201, LogLevel.Warning, "{Generation}: {Provider} failed ({Failure}, {Status})")]
    public static partial void AttemptFailed(ILogger logger, string generation, string provider, string failure, int status);

    [LoggerMessage(1202, LogLevel.Error, "The credential of {Provider} can't be used: {Reason}")]
    public static partial void CredentialUnavailable(ILogger logger, string provider, string reason);

    [LoggerMessage(1203, LogLevel.Error,
        "{Provider} refused the router's credential ({Status}): check the Secret that its ModelProvider or the policy names")]
    public static partial void CredentialRefused(ILogger logger, string provider, int status);

    [LoggerMessage(1204, LogLevel.Warning, "A request's body was refused ({Refusal}); at most one such line a second")]
    public static partial void BodyRefused(ILogger logger, BodyRefusal refusal);
}
