namespace K8sRouter.Core.Configuration;

/// <summary>Why a sidecar keeps a configuration out, in a word, as it tells the operator.</summary>
public static class ConfigRefusalCodes
{
    /// <summary>It isn't there, can't be read, or is wrong in itself.</summary>
    public const string Invalid = "invalid";

    /// <summary>It has no signature, and the sidecar takes signed ones alone.</summary>
    public const string NotSigned = "unsigned";

    /// <summary>It is signed with a key that the sidecar doesn't know: it was replaced since the sidecar was injected.</summary>
    public const string UnknownKey = "unknown_key";

    /// <summary>The signature isn't the operator's, or is of another configuration.</summary>
    public const string Forged = "forged";

    /// <summary>It is signed for another namespace or workspace.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>It is older than one that was in force here.</summary>
    public const string Replayed = "replayed";

    /// <summary>
    /// The credentials beside it aren't those that it was signed with: the kubelet has refreshed one of the two, and the other
    /// follows.
    /// </summary>
    public const string NotWhole = "not_whole";
}
