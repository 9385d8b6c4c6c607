namespace K8sRouter.Sidecar.Sinks;

/// <summary>Codes of faults and drops that are the sidecar's own: labels of metrics, values in statuses.</summary>
internal static class SinkFaults
{
    /// <summary>The object store is at fault or refuses.</summary>
    public const string Store = "store";

    /// <summary>Something else stands under an object's name.</summary>
    public const string Conflict = "conflict";

    /// <summary>The spool folder, the journal or we ourselves are at fault.</summary>
    public const string Internal = "internal";

    /// <summary>A record that can't be read.</summary>
    public const string Malformed = "malformed";

    /// <summary>The destination is no longer there or switched on.</summary>
    public const string DestinationGone = "destination_gone";
}
