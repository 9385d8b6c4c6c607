using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Benchmarks.Journal;

/// <summary>One way to keep a journal, for one size of content.</summary>
/// <param name="ContentBytes">Bytes of request and answer of each record together.</param>
/// <param name="Sync">When it goes to the disk.</param>
/// <param name="Encrypted">As the product does, or not.</param>
/// <param name="Callers">Calls that end at the same time.</param>
internal sealed record JournalVariant(int ContentBytes, JournalSyncPolicy Sync, bool Encrypted, int Callers)
{
    public string Name =>
        $"{ContentBytes / 1000} KB, {Sync.ToString().ToLowerInvariant()}, {(Encrypted ? "AES-256-GCM" : "clear")}, {Callers} at once";

    /// <summary>The same without a sync and one at a time: what others are compared with.</summary>
    public bool IsReference => Sync == JournalSyncPolicy.None && Encrypted && Callers == 1;
}
