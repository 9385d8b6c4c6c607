namespace K8sRouter.Operator.Diagnostics;

/// <summary>5400-5499: admission and its certificates. Never anything of an object but its name.</summary>
internal static partial class Log
{
    [LoggerMessage(5400, LogLevel.Information,
        "{Operation} of {Kind} {Namespace}/{Name} refused: {Problems} problems ({Reason})")]
    public static partial void AdmissionRefused(
        ILogger logger, string operation, string kind, string @namespace, string name, int problems, string reason);

    [LoggerMessage(5401, LogLevel.Debug, "{Operation} of {Kind} {Namespace}/{Name} allowed ({Reason}), {Warnings} warnings")]
    public static partial void AdmissionAllowed(
        ILogger logger, string operation, string kind, string @namespace, string name, string reason, int warnings);

    [LoggerMessage(5402, LogLevel.Warning, "A call of the webhook was answered with {Status}: {Reason}")]
    public static partial void AdmissionUnreadable(ILogger logger, int status, string reason);

    [LoggerMessage(5403, LogLevel.Error, "An admission request failed by {Fault}: refused, if the failurePolicy is Fail")]
    public static partial void AdmissionFailed(ILogger logger, string fault);

    [LoggerMessage(5404, LogLevel.Information, "Webhook listens on port {Port}")]
    public static partial void WebhookListening(ILogger logger, int port);

    [LoggerMessage(5405, LogLevel.Warning,
        "The webhook's Service still leads to this replica after {Seconds} s, which ends all the same: a call may fail")]
    public static partial void WebhookStillAddressed(ILogger logger, double seconds);

    [LoggerMessage(5406, LogLevel.Error,
        "New objects may pass the operator by: {Problem} ({Reason}). Apply operator/deploy again")]
    public static partial void WebhookUnregistered(ILogger logger, string problem, string reason);

    [LoggerMessage(5407, LogLevel.Information, "The webhook configuration {Name} sends the operator all that it is for again")]
    public static partial void WebhookRegistered(ILogger logger, string name);

    [LoggerMessage(5410, LogLevel.Information, "New certificate for the webhook, signed by {Authority}, good until {Expires:u}")]
    public static partial void CertificateSigned(ILogger logger, string authority, DateTimeOffset expires);

    [LoggerMessage(5411, LogLevel.Information, "New authority of the webhook: {Authorities}, good until {Expires:u}")]
    public static partial void AuthorityCreated(ILogger logger, string authorities, DateTimeOffset expires);

    [LoggerMessage(5412, LogLevel.Information, "No certificate of {Authority} is served any more: it leaves the bundle")]
    public static partial void AuthorityRetired(ILogger logger, string authority);

    [LoggerMessage(5413, LogLevel.Information, "The webhook configuration trusts {Authorities}")]
    public static partial void BundleWritten(ILogger logger, string authorities);

    [LoggerMessage(5414, LogLevel.Warning, "The Secret of the webhook's authorities was gone or broken; written: {Authorities}")]
    public static partial void AuthoritiesRestored(ILogger logger, string authorities);

    [LoggerMessage(5415, LogLevel.Warning, "The webhook's certificates couldn't be looked after, and will be again: {Reason}")]
    public static partial void CertificateCheckFailed(ILogger logger, string reason);
}
