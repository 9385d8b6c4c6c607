namespace K8sRouter.Core.Events.Redis;

/// <summary>Redis didn't do what was asked. Its own words aren't repeated: they may quote what was sent.</summary>
public sealed class RedisFaultException(string address, RedisFault fault) : Exception(Sentence(address, fault))
{
    /// <summary>Why.</summary>
    public RedisFault Fault => fault;

    /// <summary>Whether trying again is pointless until somebody mends something.</summary>
    public bool NeedsMending => fault is RedisFault.Forbidden or RedisFault.Certificate or RedisFault.Refused;

    private static string Sentence(string address, RedisFault fault) => $"Redis at {address} " + fault switch
    {
        RedisFault.Unreachable => "can't be reached; see the address, whether it speaks TLS, and network policies.",
        RedisFault.Timeout => "doesn't answer in time; see its load.",
        RedisFault.Busy => "can't take writes now: it is loading, out of memory, can't persist, or is a replica; see its log.",
        RedisFault.Forbidden =>
            "refuses the password, or the right to write; set the Secret's value to the password of the user 'default'.",
        RedisFault.Certificate =>
            "shows a certificate that isn't trusted or is for another name; name its authority in certificateAuthority, "
            + "and use an address that the certificate is for.",
        _ => "refuses the commands; it must be version 5.0 or later, and its keys k8srouter:* must be nobody else's.",
    };
}
