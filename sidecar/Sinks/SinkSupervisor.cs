using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Events;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks.Redis;
using K8sRouter.Sidecar.Sinks.Spool;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// Runs all sinks: segments always; the store of content that the platform may use, events and a destination's as long as
/// the configuration in force has them switched on.
/// </summary>
internal sealed class SinkSupervisor(
    IJournalSinks journal, Configuration.IConfigurationSource configuration, ObjectStores stores, RedisOpener redis,
    string spoolFolder, HttpClient client, SinkOptions options, SinkMetrics metrics, TimeProvider clock,
    ILogger<SinkSupervisor> logger)
    : IDisposable
{
    public const string Segments = "segments";

    /// <summary>Name of the sink of content that the platform may use.</summary>
    public const string DataUse = "data-use";

    /// <summary>Name of the sink of events.</summary>
    public const string Events = "events";

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SinkPump> _pumps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SinkStatus> _unsupported = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unstarted = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private ActiveConfiguration? _applied;
    private Task _watch = Task.CompletedTask;
    private bool _started;

    /// <summary>Told of every sink that comes into another state; mustn't wait.</summary>
    public Action<SinkChange>? Changed { get; init; }

    /// <summary>Every sink's account, by name.</summary>
    public IReadOnlyList<SinkStatus> Statuses()
    {
        lock (_lock)
        {
            return [.. _pumps.Values.Select(pump => pump.Progress.Status()).Concat(_unsupported.Values)
                .OrderBy(status => status.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>
    /// Makes ready for a configuration that is about to come into force. Its sinks are registered before it does: one that is
    /// registered later begins later, and the first calls would be missing from it. They start once it is in force.
    /// </summary>
    /// <exception cref="IOException">The journal's disk refuses; to be tried again.</exception>
    public void Prepare(ActiveConfiguration next)
    {
        // Those that the configuration in force still has stay until it is replaced.
        var names = Running().Concat(NamesIn(next)).Distinct(StringComparer.Ordinal).ToList();
        RemoveSpoolUnless(names);
        Register(names, next);
        if (_started)
            return;
        _started = true;
        metrics.Observe(Statuses, clock);
        _watch = Task.Run(WatchAsync);
    }

    /// <summary>
    /// Lets every sink deliver what the journal holds, all at once; after <paramref name="grace"/> they end anyhow.
    /// </summary>
    /// <returns>Generations that the journal keeps for the sinks that didn't finish, by sink.</returns>
    public async Task<IReadOnlyDictionary<string, long>> StopAsync(TimeSpan grace)
    {
        await _stopping.CancelAsync();
        await _watch;
        // The end may come before the first look did.
        if (_started && configuration.Current is { } active && !ReferenceEquals(active, _applied))
            await TryApplyAsync(active);
        KeyValuePair<string, SinkPump>[] all;
        lock (_lock)
            all = [.. _pumps];
        bool[] drained = await Task.WhenAll(all.Select(pump => pump.Value.StopAsync(grace)));
        var remaining = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (string sink in all.Where((_, i) => !drained[i]).Select(pump => pump.Key))
        {
            remaining[sink] = journal.Backlog().GetValueOrDefault(sink);
            Log.SinkNotDrained(logger, sink, remaining[sink]);
        }
        return remaining;
    }

    /// <summary>After <see cref="StopAsync"/>.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        lock (_lock)
        {
            foreach (var pump in _pumps.Values)
                pump.Dispose();
        }
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(LookInterval, clock);
        try
        {
            do
            {
                // Without a configuration nothing is known: cursors of an earlier one must not be given up for that.
                if (configuration.Current is { } active && !ReferenceEquals(active, _applied))
                    await TryApplyAsync(active);
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task TryApplyAsync(ActiveConfiguration active)
    {
        try
        {
            // A sink that can't be started now is started at a later look.
            if (await ApplyAsync(active))
                _applied = active;
        }
#pragma warning disable CA1031 // A disk that refuses a cursor now may take it at the next look; the running sinks go on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.SinkFaulted(logger, "supervisor", fault.GetType().Name);
        }
    }

    private async Task<bool> ApplyAsync(ActiveConfiguration active)
    {
        var supported = Supported(active);
        var names = NamesIn(active);
        NoteUnsupported(Wanted(active).Where(entry => !IsSupported(entry)));
        foreach (string gone in Running().Except(names))
            await RemoveAsync(gone);
        RemoveSpoolUnless(names);
        Register(names, active);
        if (active.Config.Store is null)
            stores.NoteFolder();
        bool all = true;
        foreach (string name in names.Except(Running()).ToList())
            all &= TryStart(name, supported.GetValueOrDefault(name));
        lock (_lock)
        {
            foreach (var pump in _pumps.Values)
                pump.Wake();
        }
        return all;
    }

    /// <summary>False: its folder has no room, or refuses; that holds up no other sink.</summary>
    private bool TryStart(string name, DestinationEntry? entry)
    {
        try
        {
            var progress = new SinkProgress(name, metrics, clock, logger, Changed);
            StartPump(entry is not null
                ? new DestinationSink(entry.Name, configuration, client, progress, options, clock)
                : NewSink(name, progress), progress);
            _unstarted.Remove(name);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Said once, and tried at every look.
            if (_unstarted.Add(name))
                Log.SinkFaulted(logger, name, fault.GetType().Name);
            return false;
        }
    }

    private IReadOnlyList<string> NamesIn(ActiveConfiguration active) =>
        [
            Segments, .. DataUsePolicy.IsOn(active.Config) ? [DataUse] : Array.Empty<string>(),
            .. active.Config.Events is null ? Array.Empty<string>() : [Events], .. Supported(active).Keys,
        ];

    private ISink NewSink(string name, SinkProgress progress) => name == Events
        ? new RedisEventSink(configuration, new RedisLink(redis), progress)
        : NewSegmentSink(name, progress);

    private SegmentSink NewSegmentSink(string name, SinkProgress progress) => new(
        name == DataUse ? new DataUsePolicy() : new LoggingPolicy(), stores, new(FolderOf(name), () => journal.Keys),
        configuration, progress, options, clock, logger);

    /// <summary>The first sink's folder has the name that it had before there was a second.</summary>
    private string FolderOf(string sink) => sink == Segments ? spoolFolder : $"{spoolFolder}-{sink}";

    /// <summary>
    /// Before its cursor goes, also at the start: what was sealed before the switch went off must not be stored once it is on
    /// again, whatever process ended between.
    /// </summary>
    private void RemoveSpoolUnless(IEnumerable<string> names)
    {
        if (!names.Contains(DataUse))
            SegmentSpool.Remove(FolderOf(DataUse));
    }

    private static IEnumerable<DestinationEntry> Wanted(ActiveConfiguration active) =>
        active.Config.Broadcast.Enabled ? active.Config.Broadcast.Destinations.Where(entry => entry.Enabled) : [];

    private Dictionary<string, DestinationEntry> Supported(ActiveConfiguration active) =>
        Wanted(active).Where(IsSupported).ToDictionary(entry => DestinationSink.NameOf(entry.Name), StringComparer.Ordinal);

    private bool IsSupported(DestinationEntry entry) => ExporterFactory.Create(entry, _ => null, client, clock) is not null;

    private void NoteUnsupported(IEnumerable<DestinationEntry> destinations)
    {
        var news = new List<DestinationEntry>();
        lock (_lock)
        {
            var before = _unsupported.Keys.ToHashSet();
            _unsupported.Clear();
            foreach (var entry in destinations)
            {
                string name = DestinationSink.NameOf(entry.Name);
                _unsupported[name] = new() { Name = name, State = SinkState.Unsupported };
                if (!before.Contains(name))
                    news.Add(entry);
            }
        }
        foreach (var entry in news)
        {
            Log.DestinationTypeUnsupported(logger, entry.Name, entry.Type);
            Changed?.Invoke(new(DestinationSink.NameOf(entry.Name), SinkEventStates.Unsupported));
        }
    }

    private void Register(IEnumerable<string> sinks, ActiveConfiguration active)
    {
        // What a destination requires isn't given up for want of room, as traces are.
        var kept = Wanted(active).Where(entry => entry.Required is true).Select(entry => DestinationSink.NameOf(entry.Name))
            .Append(Segments).Append(DataUse).ToHashSet(StringComparer.Ordinal);
        journal.SetSinks([.. sinks.Select(
            name => new JournalSink(name, kept.Contains(name) ? SinkKind.Log : SinkKind.Trace))]);
    }

    private List<string> Running()
    {
        lock (_lock)
            return [.. _pumps.Keys];
    }

    private void StartPump(ISink sink, SinkProgress progress)
    {
        var pump = new SinkPump(sink, () => journal.OpenReader(sink.Name), progress, options, clock, logger);
        lock (_lock)
            _pumps.Add(sink.Name, pump);
        pump.Start();
    }

    private async Task RemoveAsync(string name)
    {
        SinkPump? pump;
        lock (_lock)
            _pumps.Remove(name, out pump);
        if (pump is null)
            return;
        await pump.StopAsync(TimeSpan.Zero);
        pump.Dispose();
    }
}
