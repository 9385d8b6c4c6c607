using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Threading.Channels;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Json;

namespace K8sRouter.Operator.Kubernetes.Events;

/// <summary>
/// Sends events one after another from a bounded queue. The first of a series is sent at once; how often it came again is
/// patched into the same event now and then, and at the end.
/// </summary>
/// <param name="kubernetes">The server.</param>
/// <param name="options">Bounds.</param>
/// <param name="time">Times events and paces series.</param>
/// <param name="random">Spreads retries.</param>
/// <param name="logger">Told when events begin to be dropped, once for each reason.</param>
internal sealed class EventRecorder(
    IKubernetes kubernetes, EventRecorderOptions options, TimeProvider time, Random random, ILogger logger) : IEventRecorder
{
    /// <summary>Who reports, in every event.</summary>
    public const string ReportingController = "k8srouter.io/operator";

    private const string FieldManager = "k8srouter-events";

    /// <summary>
    /// Where servers before 1.21 want events about cluster-scoped objects; others take them in default, as is usual.
    /// </summary>
    private const string OldClusterNamespace = "kube-system";

    /// <summary>A name has 253 characters at most; the rest is for the number.</summary>
    private const int MostNameCharacters = 200;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private string _clusterNamespace = "default";

    private readonly Channel<EventKey?> _queue = Channel.CreateBounded<EventKey?>(
        new BoundedChannelOptions(options.Capacity) { SingleReader = true });

    private readonly Dictionary<EventKey, EventSeries> _series = [];
    private readonly ConcurrentDictionary<string, long> _dropped = new(StringComparer.Ordinal);
    private long _sent;
    private long _number = time.GetUtcNow().UtcTicks;

    /// <summary>Events and counts of series that the server took.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>What wasn't sent, by <see cref="EventDropReasons"/>.</summary>
    public IReadOnlyDictionary<string, long> Dropped => _dropped;

    public void Record(IKubernetesObject regarding, EventType type, string reason, string action, string note)
    {
        var reference = new V1ObjectReference
        {
            ApiVersion = regarding.ApiVersion,
            Kind = regarding.Kind,
            NamespaceProperty = regarding.Metadata.NamespaceProperty,
            Name = regarding.Metadata.Name,
            Uid = regarding.Metadata.Uid,
        };
        if (!_queue.Writer.TryWrite(new EventKey(reference, type, reason, action, EventNotes.Cut(note))))
            Drop(EventDropReasons.QueueFull);
    }

    /// <summary>Sends until cancelled, and then what is left, for as long as the options say.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource();
        // From the cancellation on there is no more than the time to flush, for what is being sent as well.
        using var ending = cancellationToken.Register(() =>
        {
            _queue.Writer.TryComplete();
            _ = EndAsync(end);
        });
        await using (time.CreateTimer(_ => _queue.Writer.TryWrite(null), null, SweepInterval, SweepInterval))
        {
            await foreach (var key in _queue.Reader.ReadAllAsync(CancellationToken.None))
            {
                if (key is not null)
                    await TakeAsync(key, end.Token);
                else
                    await SweepAsync(all: false, end.Token);
            }
        }
        await SweepAsync(all: true, end.Token);
    }

    private async Task EndAsync(CancellationTokenSource end)
    {
        await Task.Delay(options.FlushWithin, time, CancellationToken.None);
        try
        {
            await end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // All was sent before the time was over.
        }
    }

    private async Task TakeAsync(EventKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_series.TryGetValue(key, out var series) && now - series.LastSeen < options.SeriesWindow)
        {
            series.Count++;
            series.LastSeen = now;
            return;
        }
        if (series is not null)
            await CloseAsync(series, cancellationToken);
        else if (_series.Count >= options.MostSeries)
            await CloseAsync(_series.Values.MinBy(other => other.LastSeen)!, cancellationToken);
        var created = New(key, now);
        if (await CreateAsync(created, cancellationToken))
            _series[key] = new EventSeries(key, NamespaceOf(key), created.Metadata.Name, now);
    }

    /// <summary>Sends counts that the server hasn't, and forgets series that have ended.</summary>
    private async Task SweepAsync(bool all, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var series in _series.Values.ToArray())
        {
            if (all || now - series.LastSeen >= options.SeriesWindow)
                await CloseAsync(series, cancellationToken);
            else if (now - series.LastSent >= options.SeriesInterval)
                await CountAsync(series, cancellationToken);
        }
    }

    private async Task CloseAsync(EventSeries series, CancellationToken cancellationToken)
    {
        await CountAsync(series, cancellationToken);
        _series.Remove(series.Key);
    }

    private async Task CountAsync(EventSeries series, CancellationToken cancellationToken)
    {
        if (series.Count == series.SentCount)
            return;
        var seen = new Eventsv1EventSeries { Count = series.Count, LastObservedTime = series.LastSeen.UtcDateTime };
        var patch = new V1Patch(PatchType.MergePatch, KubernetesJson.Serialize(new Eventsv1Event { Series = seen }));
        var patchOptions = new PatchOptions { FieldManager = FieldManager };
        series.SentCount = series.Count;
        series.LastSent = time.GetUtcNow();
        var outcome = await SendAsync(
            token => kubernetes.PatchAsync<Eventsv1Event>(series.Namespace, series.Name, patch, patchOptions, token),
            cancellationToken);
        if (outcome != EventOutcome.Gone)
            return;
        // The server keeps events for an hour, so one that has been going on for longer is made anew.
        var created = New(series.Key, series.LastSeen) with { Series = seen };
        if (!await CreateAsync(created, cancellationToken))
            return;
        _series[series.Key] = new EventSeries(series.Key, series.Namespace, created.Metadata.Name, series.LastSeen)
        {
            Count = series.Count,
            SentCount = series.Count,
            LastSent = series.LastSent,
        };
    }

    private async Task<bool> CreateAsync(Eventsv1Event created, CancellationToken cancellationToken)
    {
        var outcome = await SendAsync(token => PostAsync(created, token), cancellationToken);
        if (outcome == EventOutcome.Gone)
            Drop(EventDropReasons.NamespaceGone);
        return outcome == EventOutcome.Sent;
    }

    private async Task<Eventsv1Event> PostAsync(Eventsv1Event created, CancellationToken cancellationToken)
    {
        try
        {
            return await kubernetes.CreateAsync(created, cancellationToken);
        }
        catch (KubernetesException refused) when (
            refused.StatusCode == HttpStatusCode.UnprocessableEntity && created.Regarding.NamespaceProperty is null
            && _clusterNamespace != OldClusterNamespace)
        {
            _clusterNamespace = OldClusterNamespace;
            var moved = created.Metadata with { NamespaceProperty = OldClusterNamespace };
            return await kubernetes.CreateAsync(created with { Metadata = moved }, cancellationToken);
        }
    }

    private string NamespaceOf(EventKey key) => key.Regarding.NamespaceProperty ?? _clusterNamespace;

    private Eventsv1Event New(EventKey key, DateTimeOffset now)
    {
        string name = key.Regarding.Name ?? "";
        name = name.Length > MostNameCharacters ? name[..MostNameCharacters].TrimEnd('.', '-') : name;
        return new Eventsv1Event
        {
            Metadata = new()
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{name}.{++_number:x}"),
                NamespaceProperty = NamespaceOf(key),
            },
            EventTime = now.UtcDateTime,
            ReportingController = ReportingController,
            ReportingInstance = options.ReportingInstance,
            Action = key.Action,
            Reason = key.Reason,
            Regarding = key.Regarding,
            Note = key.Note,
            Type = key.Type.ToString(),
        };
    }

    private async Task<EventOutcome> SendAsync(
        Func<CancellationToken, Task<Eventsv1Event>> call, CancellationToken cancellationToken)
    {
        string dropped = EventDropReasons.Stopped;
        string? problem = null;
        for (int attempt = 1; !cancellationToken.IsCancellationRequested; attempt++)
        {
            TimeSpan? asked = null;
            try
            {
                using var timeout = new CancellationTokenSource(options.CallTimeout, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
                await call(either.Token);
                Interlocked.Increment(ref _sent);
                return EventOutcome.Sent;
            }
            catch (KubernetesException exception) when (exception.IsAlreadyExists)
            {
                // Our first try got through without an answer: names are never used twice.
                Interlocked.Increment(ref _sent);
                return EventOutcome.Sent;
            }
            catch (KubernetesException exception) when (IsFinal(exception))
            {
                if (exception.IsNotFound)
                    return EventOutcome.Gone;
                dropped = exception.IsNamespaceTerminating ? EventDropReasons.NamespaceGone : EventDropReasons.Refused;
                problem = Faults.Describe(exception);
                break;
            }
            catch (Exception exception)
            {
                asked = (exception as KubernetesException)?.RetryAfter;
                problem = Faults.Describe(exception);
            }
            if (attempt == options.Attempts)
            {
                dropped = EventDropReasons.Unreachable;
                break;
            }
            await Task.Delay(options.Retry.Delay(attempt, asked, random.NextDouble()), time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        Drop(dropped, problem);
        return EventOutcome.Dropped;
    }

    /// <summary>Whether trying again can't help.</summary>
    private static bool IsFinal(KubernetesException exception) =>
        exception.StatusCode is { } status
        && status != HttpStatusCode.TooManyRequests
        && (int)status is >= 400 and < 500;

    private void Drop(string reason, string? problem = null)
    {
        if (_dropped.AddOrUpdate(reason, 1, (_, count) => count + 1) == 1)
            Log.EventsDropped(logger, reason, problem);
    }
}
