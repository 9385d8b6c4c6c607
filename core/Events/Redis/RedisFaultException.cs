using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Events.Redis;

/// <summary>Redis didn't do what was asked. Its own words aren't repeated: they may quote what was sent.</summary>
public sealed class RedisFaultException(RedisSettings settings, RedisFault fault) : Exception(Sentence(settings, fault))
{
    /// <summary>Why.</summary>
    public RedisFault Fault => fault;

    /// <summary>Whether trying again is pointless until somebody mends something.</summary>
    public bool NeedsMending =>
        fault is RedisFault.Unauthenticated or RedisFault.NoPermission or RedisFault.Certificate or RedisFault.Refused;

    private static string Sentence(RedisSettings settings, RedisFault fault)
    {
        string user = settings.Username ?? "default";
        string keys = RedisKeys.PrefixOf(settings) + ":*";
        return $"Redis at {settings.Address} " + fault switch
        {
            RedisFault.Unreachable =>
                "can't be reached, or closes the connection; see the address, whether it speaks TLS, its maxclients, and network "
                + "policies.",
            RedisFault.Timeout => "doesn't answer in time; see its load.",
            RedisFault.Tls => "completes no TLS handshake; see whether that port speaks TLS 1.2 or 1.3, and its load.",
            RedisFault.Certificate =>
                "shows a certificate that isn't trusted or is for another name; name its authority in certificateAuthority, "
                + "and use an address that the certificate is for.",
            RedisFault.Unauthenticated =>
                $"refuses the password of the user '{user}', or wants one; set the Secret's value to that user's password.",
            RedisFault.NoPermission =>
                $"denies its user '{user}' a right; grant ~{keys} &{keys} +xadd +set +publish +ping +echo, and to whoever "
                + "listens +subscribe +psubscribe, or name the prefix that the user has.",
            RedisFault.ReadOnly =>
                "is a replica, which takes no writes; name the address of the primary, or of what leads to it.",
            RedisFault.Loading => "is loading its data and takes writes once that is done.",
            RedisFault.OutOfMemory => "has no memory left; raise its maxmemory, or lower maxLength and ttlSeconds.",
            RedisFault.Cluster =>
                "doesn't serve the slot of a key, or names a node that can't be reached; see CLUSTER INFO, and network policies.",
            RedisFault.Busy => "can't take writes now: it can't persist, lacks replicas, or runs a script; see its log.",
            _ => $"refuses the commands; it must be version 5.0 or later, and its keys {keys} must be nobody else's.",
        };
    }
}
