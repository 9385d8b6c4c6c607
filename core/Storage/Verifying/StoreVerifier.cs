using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Verifying;

/// <summary>
/// Reads everything and says what is wrong. What a store can't tell: a segment of which neither records nor content is there
/// leaves no trace, since names hold only where in its journal a segment begins; the sidecars' own counters tell that.
/// </summary>
/// <param name="store">Holds the rows.</param>
/// <param name="scope">The part of it that is verified.</param>
/// <param name="clock">Tells what has expired.</param>
/// <param name="otherBuckets">Gives the store of another bucket that rows name for their content.</param>
public sealed class StoreVerifier(
    IObjectStore store, StoreScope scope, TimeProvider clock, Func<string, IObjectStore?>? otherBuckets = null)
{
    /// <summary>Verifies; memory is that of one sidecar's hour.</summary>
    /// <exception cref="IOException">The store can't be listed; an object that can't be read is in the report instead.</exception>
    public Task<VerificationReport> VerifyAsync(
        VerificationRequest request, IProgress<StoreProgress>? progress, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{store} {scope} {clock} {otherBuckets}");
}
