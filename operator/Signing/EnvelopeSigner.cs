using System.Collections.Concurrent;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Signing;

/// <summary>
/// Signs what is delivered. The counter of a namespace must never go back, or its sidecars would take what comes next for a
/// replay. It is the greatest of
/// 1. the time of day in milliseconds, which is past every counter given out before a backup was restored or a ConfigMap deleted,
/// 2. one more than the counter in force, if we signed that, which a leader with a slow clock goes on from,
/// 3. one more than the last one that this process gave out.
/// </summary>
/// <param name="keys">The keys of the moment.</param>
/// <param name="time">For the counter.</param>
internal sealed class EnvelopeSigner(Func<SigningKeySet> keys, TimeProvider time)
{
    /// <summary>How old a counter is before a sidecar's complaint that it is too low is followed.</summary>
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _last = new(StringComparer.Ordinal);

    /// <summary>Id of the key that signs.</summary>
    public string KeyId => keys().Current.Id;

    /// <summary>The signature to be in force: the present one, if it says this and may stay, else a new one.</summary>
    /// <param name="subject">What is to be signed.</param>
    /// <param name="present">The signature in force; null: there is none.</param>
    /// <param name="isReplayed">
    /// Whether a sidecar says that the counter in force is lower than one that it has seen: an older state of the cluster was
    /// restored. At most one renewal a minute, since anyone who can create pods can claim this.
    /// </param>
    public byte[] Sign(EnvelopeSubject subject, byte[]? present, bool isReplayed = false)
    {
        var set = keys();
        var now = time.GetUtcNow();
        var last = _last.GetValueOrDefault(subject.NamespaceUid);
        var ours = present is not null && ConfigEnvelope.TryParse(present) is { } parsed && set.Verify(parsed)
            && parsed.NamespaceUid == subject.NamespaceUid ? parsed : null;
        var mustRenew = isReplayed
            && ours?.Counter <= now.ToUnixTimeMilliseconds() - (long)RenewalInterval.TotalMilliseconds;
        if (ours is not null && Says(ours, subject) && ours.KeyId == set.Current.Id && ours.Counter >= last && !mustRenew)
        {
            _last[subject.NamespaceUid] = ours.Counter;
            return present!;
        }
        var counter = Math.Max(now.ToUnixTimeMilliseconds(), Math.Max(ours?.Counter ?? 0, last) + 1);
        _last[subject.NamespaceUid] = counter;
        var envelope = new ConfigEnvelope
        {
            KeyId = set.Current.Id,
            NamespaceUid = subject.NamespaceUid,
            WorkspaceId = subject.WorkspaceId,
            Counter = counter,
            Revision = subject.Revision,
            Credentials = subject.Credentials,
        };
        return set.Current.Sign(envelope).ToBytes();
    }

    private static bool Says(ConfigEnvelope envelope, EnvelopeSubject subject) =>
        new EnvelopeSubject(envelope.NamespaceUid, envelope.WorkspaceId, envelope.Revision, envelope.Credentials) == subject;
}
