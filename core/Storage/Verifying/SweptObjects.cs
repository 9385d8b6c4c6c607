using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Verifying;

/// <summary>Says of an object that isn't there whether it was deleted on purpose, by the ledgers of the stores.</summary>
internal sealed class SweptObjects
{
    private readonly Dictionary<(string Place, string Prefix), SweepLedger> _ledgers = [];

    /// <summary>Whether content is gone since its retention had ended.</summary>
    public async Task<bool> HasRetentionEndedAsync(IObjectStore holder, string name, CancellationToken cancellationToken)
    {
        string prefix = PrefixOf(name);
        return SegmentName.TryParse(prefix, name, out var parsed)
            && (await LedgerAsync(holder, prefix, cancellationToken)).HasRetentionEnded(
                parsed.Workspace, DateOnly.FromDateTime(parsed.Hour.UtcDateTime));
    }

    /// <summary>Whether an object is gone to keep its store within a limit.</summary>
    public async Task<bool> WasLimitedAsync(IObjectStore holder, string name, CancellationToken cancellationToken) =>
        (await LedgerAsync(holder, PrefixOf(name), cancellationToken)).WasLimited(name);

    private async Task<SweepLedger> LedgerAsync(IObjectStore holder, string prefix, CancellationToken cancellationToken)
    {
        var key = (holder.Place, prefix);
        if (!_ledgers.TryGetValue(key, out var ledger))
            _ledgers[key] = ledger = await SweepLedger.ReadAsync(holder, prefix, cancellationToken);
        return ledger;
    }

    /// <summary>A segment's name ends in kind, workspace, day, hour and file.</summary>
    internal static string PrefixOf(string name)
    {
        string[] parts = name.Split('/');
        return string.Join('/', parts[..Math.Max(0, parts.Length - 5)]);
    }
}
