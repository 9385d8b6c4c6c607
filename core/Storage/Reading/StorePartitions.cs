using System.Runtime.CompilerServices;

namespace K8sRouter.Core.Storage.Reading;

/// <summary>Walks the hours that exist in a store; what is in them isn't looked at.</summary>
/// <param name="store">The store.</param>
/// <param name="scope">The part of it.</param>
/// <param name="kinds">Kinds of objects of which at least one must be there.</param>
internal sealed class StorePartitions(IObjectStore store, StoreScope scope, params string[] kinds)
{
    /// <summary>The workspaces in order.</summary>
    public async Task<SortedSet<string>> WorkspacesAsync(CancellationToken cancellationToken)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        if (scope.Workspace is { } only)
        {
            found.Add(only);
            return found;
        }
        foreach (string kind in kinds)
        {
            await foreach (string part in PartsAsync(ObjectNames.KindFolder(scope.Prefix, kind), cancellationToken))
            {
                if (ObjectNames.TryParseWorkspace(part, out string workspace))
                    found.Add(workspace);
            }
        }
        return found;
    }

    /// <summary>The hours that hold something of the time asked for, each with the workspaces that have it, in order.</summary>
    public async IAsyncEnumerable<(DateTimeOffset Hour, IReadOnlyCollection<string> Workspaces)> HoursAsync(
        DateTimeOffset? from, DateTimeOffset? to, bool newestFirst, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var days = await DaysAsync(from, to, cancellationToken);
        foreach (var (day, workspaces) in newestFirst ? days.Reverse() : days)
        {
            var hours = await HoursOfAsync(day, workspaces, cancellationToken);
            foreach (var (number, having) in newestFirst ? hours.Reverse() : hours)
            {
                var hour = new DateTimeOffset(day, new(number, 0), TimeSpan.Zero);
                if ((from is null || hour.AddHours(1) > from) && (to is null || hour < to))
                    yield return (hour, having);
            }
        }
    }

    private async Task<SortedDictionary<DateOnly, SortedSet<string>>> DaysAsync(
        DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        DateOnly first = Day(from) ?? DateOnly.MinValue, last = Day(to) ?? DateOnly.MaxValue;
        var days = new SortedDictionary<DateOnly, SortedSet<string>>();
        foreach (string workspace in await WorkspacesAsync(cancellationToken))
        {
            foreach (string kind in kinds)
            {
                string folder = ObjectNames.WorkspaceFolder(scope.Prefix, kind, workspace);
                await foreach (string part in PartsAsync(folder, cancellationToken))
                {
                    if (ObjectNames.TryParseDay(part, out var day) && day >= first && day <= last)
                        Add(days, day, workspace);
                }
            }
        }
        return days;
    }

    private async Task<SortedDictionary<int, SortedSet<string>>> HoursOfAsync(
        DateOnly day, SortedSet<string> workspaces, CancellationToken cancellationToken)
    {
        var hours = new SortedDictionary<int, SortedSet<string>>();
        foreach (string workspace in workspaces)
        {
            foreach (string kind in kinds)
            {
                string folder = ObjectNames.DayFolder(scope.Prefix, kind, workspace, day);
                await foreach (string part in PartsAsync(folder, cancellationToken))
                {
                    if (ObjectNames.TryParseHour(part, out int hour))
                        Add(hours, hour, workspace);
                }
            }
        }
        return hours;
    }

    private async IAsyncEnumerable<string> PartsAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (string found in store.ListFoldersAsync(folder, cancellationToken))
            yield return found[folder.Length..];
    }

    private static void Add<TKey>(SortedDictionary<TKey, SortedSet<string>> all, TKey key, string workspace)
        where TKey : notnull
    {
        if (!all.TryGetValue(key, out var workspaces))
            all[key] = workspaces = new(StringComparer.Ordinal);
        workspaces.Add(workspace);
    }

    private static DateOnly? Day(DateTimeOffset? time) => time is { } value ? DateOnly.FromDateTime(value.UtcDateTime) : null;
}
