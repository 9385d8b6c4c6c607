namespace K8sRouter.Operator.Diagnostics;

/// <summary>5800-5899: the keys that sign configurations, by their ids alone.</summary>
internal static partial class Log
{
    [LoggerMessage(5800, LogLevel.Warning,
        "A signing key was made, {KeyId}: there was none to use. Sidecars that know another refuse new configurations")]
    public static partial void SigningKeyMade(ILogger logger, string keyId);

    [LoggerMessage(5801, LogLevel.Information, "The signing key was rotated: {KeyId} signs, {NextKeyId} is next")]
    public static partial void SigningKeyRotated(ILogger logger, string keyId, string nextKeyId);

    [LoggerMessage(5802, LogLevel.Warning, "The signing keys can't be read or written now, tried again: {Problem}")]
    public static partial void SigningKeysUnread(ILogger logger, string problem);
}
