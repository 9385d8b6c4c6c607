using K8sRouter.Core.Events.Redis;
using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>What became of a delivery.</summary>
/// <param name="Code">Why it has to be tried again, of a closed set; null: everything is delivered, or dropped and
/// counted.</param>
/// <param name="RetryAfter">How long the other side asks to wait.</param>
internal readonly record struct FlushResult(string? Code, TimeSpan? RetryAfter = null)
{
    public static FlushResult Done => default;

    /// <summary>What isn't delivered has to be read from the journal again.</summary>
    public static FlushResult Replay => new() { IsReplay = true };

    /// <summary>What was read up to some place is delivered; what was read behind it has to be read again.</summary>
    public static FlushResult DoneInPart => new() { IsReplay = true, HasDelivered = true };

    /// <summary>Nothing is left to deliver, and nothing was sent: that says nothing about the other side.</summary>
    public static FlushResult NothingSent => new() { IsSilent = true };

    /// <summary>What was being delivered may no longer be: the configuration in force decides about it anew, at once.</summary>
    public static FlushResult Withdrawn => new() { IsWithdrawn = true };

    public bool IsDone => Code is null && !IsReplay && !IsWithdrawn;

    public bool IsReplay { get; private init; }

    /// <summary>Delivery was abandoned, since the configuration that allowed it is no longer in force.</summary>
    public bool IsWithdrawn { get; private init; }

    /// <summary>Something was delivered before what has to be read again.</summary>
    public bool HasDelivered { get; private init; }

    /// <summary>Whether nothing was sent: a fault before it isn't over.</summary>
    public bool IsSilent { get; private init; }

    /// <summary>So many failed in a row that only a single trace is tried from now on, until one is taken.</summary>
    public bool IsCircuitOpen { get; init; }

    /// <summary>Trying again soon is pointless: somebody has to mend something.</summary>
    public bool IsParked { get; private init; }

    /// <summary>What there is to mend, for people: without content or secrets. Null where it isn't parked.</summary>
    public string? Remedy { get; private init; }

    public static FlushResult Parked(string code, string remedy) => new(code) { IsParked = true, Remedy = remedy };

    public static FlushResult Of(ObjectStoreException fault) => fault.NeedsMending
        ? Parked(SinkFaults.Of(fault.Fault), fault.Message)
        : new(SinkFaults.Of(fault.Fault), fault.RetryAfter);

    public static FlushResult Of(RedisFaultException fault) => fault.NeedsMending
        ? Parked(SinkFaults.Of(fault.Fault), fault.Message)
        : new(SinkFaults.Of(fault.Fault));
}
