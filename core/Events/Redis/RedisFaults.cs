using StackExchange.Redis;

namespace K8sRouter.Core.Events.Redis;

/// <summary>What the client throws, as one of our faults.</summary>
internal static class RedisFaults
{
    /// <summary>What the client puts before a server's words where it doesn't say their kind.</summary>
    private const string Quoted = "SimpleError: ";

    public static RedisFault Of(Exception fault) => fault switch
    {
        RedisFaultException known => known.Fault,
        TimeoutException => RedisFault.Timeout,
        RedisServerException { Kind: RedisErrorKind.ConnectionFault } refusal => OfHandshake(refusal.Message),
        RedisServerException refusal => Of(refusal.Kind),
        // While connecting, what the server said is inside.
        RedisConnectionException { InnerException: RedisServerException refusal } => Of(refusal.Kind),
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => RedisFault.Unauthenticated,
        RedisConnectionException { FailureType: ConnectionFailureType.Loading } => RedisFault.Loading,
        _ => RedisFault.Unreachable,
    };

    /// <summary>The fault of what a server answered.</summary>
    public static RedisFault Of(RedisErrorKind kind) => kind switch
    {
        RedisErrorKind.ConnectionFault or RedisErrorKind.MaxClients => RedisFault.Unreachable,
        RedisErrorKind.Timeout => RedisFault.Timeout,
        RedisErrorKind.NoAuth or RedisErrorKind.WrongPass or RedisErrorKind.NotPermitted => RedisFault.Unauthenticated,
        RedisErrorKind.NoPermission => RedisFault.NoPermission,
        RedisErrorKind.ReadOnly or RedisErrorKind.MasterDown => RedisFault.ReadOnly,
        RedisErrorKind.Loading => RedisFault.Loading,
        RedisErrorKind.OutOfMemory => RedisFault.OutOfMemory,
        RedisErrorKind.Moved or RedisErrorKind.Ask or RedisErrorKind.UnknownRedirectTarget or RedisErrorKind.TryAgain
            or RedisErrorKind.ClusterDown => RedisFault.Cluster,
        RedisErrorKind.Busy or RedisErrorKind.Misconfigured or RedisErrorKind.NoReplicas => RedisFault.Busy,
        _ => RedisFault.Refused,
    };

    /// <summary>The client says only in its text what a server answers to the first commands of a connection.</summary>
    private static RedisFault OfHandshake(string text)
    {
        var words = text.StartsWith(Quoted, StringComparison.Ordinal) ? text.AsSpan(Quoted.Length) : text;
        return words[..Math.Max(words.IndexOf(' '), 0)] switch
        {
            "NOPERM" => RedisFault.NoPermission,
            "LOADING" => RedisFault.Loading,
            "MASTERDOWN" => RedisFault.ReadOnly,
            "BUSY" => RedisFault.Busy,
            _ => RedisFault.Unreachable,
        };
    }
}
