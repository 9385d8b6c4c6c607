using System.Collections.Concurrent;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Catalog;

/// <summary>
/// What each caller's key has spent through this process, since its start and in the current UTC day, week (from Monday) and
/// month. In memory alone: the records are the books.
/// </summary>
internal sealed class KeyUsage(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Totals> _byKey = new(StringComparer.Ordinal);

    /// <summary>Adds what a finished generation was charged; unpriced ones add nothing.</summary>
    public void Add(GenerationRecord record)
    {
        if (record.Cost is not { } cost)
            return;
        var totals = _byKey.GetOrAdd(record.ApiKeyHash ?? "", static _ => new Totals());
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        lock (totals)
        {
            totals.RollTo(today);
            totals.Add(record.IsByok, cost.Charged);
        }
    }

    /// <summary>Spent so far.</summary>
    /// <param name="keyHash">SHA-256 of the key; null: calls without a key.</param>
    public KeySpend Of(string? keyHash)
    {
        if (!_byKey.TryGetValue(keyHash ?? "", out var totals))
            return default;
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        lock (totals)
        {
            totals.RollTo(today);
            return new KeySpend(totals.Credits, totals.Byok);
        }
    }

    private sealed class Totals
    {
        private DateOnly _day;

        public Spend Credits { get; private set; }

        public Spend Byok { get; private set; }

        /// <summary>Empties the windows that have ended since the last call.</summary>
        public void RollTo(DateOnly today)
        {
            if (today == _day)
                return;
            bool sameMonth = today.Year == _day.Year && today.Month == _day.Month;
            bool sameWeek = MondayOf(today) == MondayOf(_day);
            Credits = Roll(Credits);
            Byok = Roll(Byok);
            _day = today;

            Spend Roll(Spend spend) => spend with
            {
                Day = 0,
                Week = sameWeek ? spend.Week : 0,
                Month = sameMonth ? spend.Month : 0,
            };
        }

        public void Add(bool byok, decimal amount)
        {
            if (byok)
                Byok = Byok.Plus(amount);
            else
                Credits = Credits.Plus(amount);
        }

        private static int MondayOf(DateOnly day) => day.DayNumber - ((int)day.DayOfWeek + 6) % 7;
    }
}
