using StackExchange.Redis;

namespace K8sRouter.Core.Events.Redis;

/// <summary>What the client throws, as one of our faults.</summary>
internal static class RedisFaults
{
    private static readonly string[] Forbidden = ["NOAUTH", "WRONGPASS", "NOPERM"];

    private static readonly string[] Busy =
        ["LOADING", "OOM", "MISCONF", "READONLY", "BUSY", "MASTERDOWN", "TRYAGAIN", "CLUSTERDOWN"];

    public static RedisFault Of(Exception fault) => fault switch
    {
        RedisFaultException known => known.Fault,
        TimeoutException => RedisFault.Timeout,
        RedisConnectionException refusal when IsAboutPassword(refusal) => RedisFault.Forbidden,
        RedisServerException refusal when StartsWithOneOf(refusal.Message, Forbidden) => RedisFault.Forbidden,
        RedisServerException refusal when StartsWithOneOf(refusal.Message, Busy) => RedisFault.Busy,
        RedisServerException => RedisFault.Refused,
        _ => RedisFault.Unreachable,
    };

    /// <summary>While connecting, this version of the client says it in its text alone.</summary>
    private static bool IsAboutPassword(RedisConnectionException refusal) =>
        refusal.FailureType == ConnectionFailureType.AuthenticationFailure
        || refusal.Message.Contains(nameof(ConnectionFailureType.AuthenticationFailure), StringComparison.Ordinal);

    private static bool StartsWithOneOf(string message, string[] codes) =>
        codes.Any(code => message.StartsWith(code, StringComparison.Ordinal));
}
