using K8sRouter.Core.Events.Redis;
using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>Codes of faults and drops that are the sidecar's own: labels of metrics, values in statuses.</summary>
internal static class SinkFaults
{
    /// <summary>The object store is busy, broken or out of reach.</summary>
    public const string Store = "store";

    /// <summary>The bucket or folder isn't there.</summary>
    public const string BucketMissing = "bucket_missing";

    /// <summary>The store's credential is refused, has no right to write, or can't be had.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The store understood and refuses, such as for a disabled key.</summary>
    public const string Refused = "refused";

    /// <summary>Something else stands under an object's name, and under all others that were tried.</summary>
    public const string Conflict = "conflict";

    /// <summary>The spool folder, the journal or we ourselves are at fault.</summary>
    public const string Internal = "internal";

    /// <summary>A record that can't be read.</summary>
    public const string Malformed = "malformed";

    /// <summary>The destination is no longer there or switched on.</summary>
    public const string DestinationGone = "destination_gone";

    /// <summary>What the sink keeps was switched off before it was stored.</summary>
    public const string SwitchedOff = "switched_off";

    /// <summary>The destination took the batch and refused spans of it.</summary>
    public const string PartialSuccess = "partial_success";

    /// <summary>The trace waited longer for its destination than traces may.</summary>
    public const string TooOld = "too_old";

    /// <summary>The server for events can't be reached, or went away in between.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The server for events doesn't answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The server for events completes no TLS handshake.</summary>
    public const string Tls = "tls";

    /// <summary>The server for events knows the user, who lacks a right.</summary>
    public const string NoPermission = "no_permission";

    /// <summary>The server for events is a replica.</summary>
    public const string ReadOnly = "read_only";

    /// <summary>The server for events is loading its data.</summary>
    public const string Loading = "loading";

    /// <summary>The server for events has no memory left.</summary>
    public const string OutOfMemory = "out_of_memory";

    /// <summary>The server for events is a node of a cluster that doesn't serve the key now.</summary>
    public const string Cluster = "cluster";

    /// <summary>The server for events can't take writes now, for another reason.</summary>
    public const string Busy = "busy";

    /// <summary>The certificate of the server for events isn't to be trusted.</summary>
    public const string Certificate = "certificate";

    /// <summary>The code of a Redis server's fault.</summary>
    public static string Of(RedisFault fault) => fault switch
    {
        RedisFault.Timeout => Timeout,
        RedisFault.Tls => Tls,
        RedisFault.Certificate => Certificate,
        RedisFault.Unauthenticated => Forbidden,
        RedisFault.NoPermission => NoPermission,
        RedisFault.ReadOnly => ReadOnly,
        RedisFault.Loading => Loading,
        RedisFault.OutOfMemory => OutOfMemory,
        RedisFault.Cluster => Cluster,
        RedisFault.Busy => Busy,
        RedisFault.Refused => Refused,
        _ => Unreachable,
    };

    /// <summary>The code of a store's fault.</summary>
    public static string Of(StoreFault fault) => fault switch
    {
        StoreFault.Missing => BucketMissing,
        StoreFault.Forbidden => Forbidden,
        StoreFault.Refused => Refused,
        _ => Store,
    };
}
