using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// Runs all sinks: segments always, a destination's as long as the configuration in force holds it and has it
/// switched on.
/// </summary>
internal sealed class SinkSupervisor(
    IJournalSinks journal, Configuration.IConfigurationSource configuration, IObjectStore store, string prefix,
    string spoolFolder,
    HttpClient client, SinkOptions options, SinkMetrics metrics, TimeProvider clock, ILogger<SinkSupervisor> logger)
    : IDisposable
{
    public const string Segments = "segments";

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SinkPump> _pumps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SinkStatus> _unsupported = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private ActiveConfiguration? _applied;
    private Task _watch = Task.CompletedTask;
    private bool _started;

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
    /// Makes ready for a configuration that is about to come into force, and starts at the first one. Its sinks are registered
    /// before it does: one that is registered later begins later, and the first calls would be missing from it.
    /// </summary>
    /// <exception cref="IOException">The journal's disk refuses; to be tried again.</exception>
    public void Prepare(ActiveConfiguration next)
    {
        // Those that the configuration in force still has stay until it is replaced.
        Register(Running().Append(Segments).Concat(Supported(next).Keys).Distinct(StringComparer.Ordinal));
        if (_started)
            return;
        _started = true;
        if (store is FolderObjectStore folder)
            Log.FolderStoreIsInClear(logger, folder.Place);
        var segments = NewProgress(Segments);
        StartPump(new SegmentSink(store, prefix, new(spoolFolder), configuration, segments, options, clock, logger), segments);
        _watch = Task.Run(WatchAsync);
    }

    /// <summary>
    /// Lets every sink deliver what the journal holds, all at once; after <paramref name="grace"/> they end anyhow.
    /// </summary>
    /// <returns>Names of the sinks that didn't finish: the journal keeps what they left.</returns>
    public async Task<IReadOnlyList<string>> StopAsync(TimeSpan grace)
    {
        await _stopping.CancelAsync();
        await _watch;
        KeyValuePair<string, SinkPump>[] all;
        lock (_lock)
            all = [.. _pumps];
        bool[] drained = await Task.WhenAll(all.Select(pump => pump.Value.StopAsync(grace)));
        string[] remaining = [.. all.Where((_, i) => !drained[i]).Select(pump => pump.Key)];
        foreach (string sink in remaining)
            Log.SinkNotDrained(logger, sink);
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
            await ApplyAsync(active);
            _applied = active;
        }
#pragma warning disable CA1031 // A disk that refuses a cursor now may take it at the next look; the running sinks go on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.SinkFaulted(logger, "supervisor", fault.GetType().Name);
        }
    }

    private async Task ApplyAsync(ActiveConfiguration active)
    {
        var supported = Supported(active);
        NoteUnsupported(Wanted(active).Where(entry => !IsSupported(entry)));
        foreach (string gone in Running().Where(name => name != Segments && !supported.ContainsKey(name)))
            await RemoveAsync(gone);
        Register([Segments, .. supported.Keys]);
        foreach (var (name, entry) in supported)
        {
            if (Running().Contains(name))
                continue;
            var progress = NewProgress(name);
            StartPump(new DestinationSink(entry.Name, configuration, client, progress, clock), progress);
        }
    }

    private static IEnumerable<DestinationEntry> Wanted(ActiveConfiguration active) =>
        active.Config.Broadcast.Enabled ? active.Config.Broadcast.Destinations.Where(entry => entry.Enabled) : [];

    private Dictionary<string, DestinationEntry> Supported(ActiveConfiguration active) =>
        Wanted(active).Where(IsSupported).ToDictionary(entry => DestinationSink.NameOf(entry.Name), StringComparer.Ordinal);

    private bool IsSupported(DestinationEntry entry) => ExporterFactory.Create(entry, _ => null, client, clock) is not null;

    private void NoteUnsupported(IEnumerable<DestinationEntry> destinations)
    {
        lock (_lock)
        {
            var before = _unsupported.Keys.ToHashSet();
            _unsupported.Clear();
            foreach (var entry in destinations)
            {
                string name = DestinationSink.NameOf(entry.Name);
                _unsupported[name] = new() { Name = name, State = SinkState.Unsupported };
                if (!before.Contains(name))
                    Log.DestinationTypeUnsupported(logger, entry.Name, entry.Type);
            }
        }
    }

    private void Register(IEnumerable<string> sinks) =>
        journal.SetSinks([.. sinks.Select(name => new JournalSink(name, name == Segments ? SinkKind.Log : SinkKind.Trace))]);

    private List<string> Running()
    {
        lock (_lock)
            return [.. _pumps.Keys];
    }

    private SinkProgress NewProgress(string name) => new(name, metrics, clock, logger);

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
