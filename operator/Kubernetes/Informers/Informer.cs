using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>
/// <para>All objects of a kind (or those of a namespace, or with a label), by a list and then a watch, for ever:</para>
/// <para>1. List page by page at the newest version. What comes is put into the store at once; what is in the store and on no
/// page is deleted after the last page, not before. What can't be read leaves the store too, and is named.</para>
/// <para>2. Watch from there. The server is asked to end the watch after a random time; the next one begins where it ended.
/// </para>
/// <para>3. Silence is a failure. A watch that outlives the time that the server was given is cut, and where bookmarks have been
/// seen to come once a minute, one that is silent for <see cref="InformerOptions{T}.SilenceLimit"/>. If that cut a watch, the
/// server may have ceased to send bookmarks, so they must be seen anew before they are counted on.</para>
/// <para>4. List again where the version is too old, after three failures in a row that nothing explains, and when the list is
/// an hour old. Otherwise a new watch begins where the last one was.</para>
/// <para>5. Wait longer from failure to failure. A watch that lived for ten seconds ends the row.</para>
/// <para>It costs one loop and one timer, so that a thousand may run beside each other.</para>
/// </summary>
internal sealed class Informer<T> : IInformer<T>
    where T : class
{
    private const int MostUnexplained = 3;

    private static readonly TimeSpan SteadyAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PageTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromSeconds(90);

    private readonly IKubernetes _kubernetes;
    private readonly InformerOptions<T> _options;
    private readonly InformerStatistics _statistics;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger _logger;
    private readonly InformerStore<T> _store;
    private readonly InformerSubscriptions<T> _subscriptions;
    private readonly UnreadableObjects _unreadable;
    private readonly string _name;

    private string? _position;
    private long _listedAt;
    private bool _unpaged;
    private bool _bookmarksExpected;
    private int _faults;
    private int _unexplained;
    private volatile string? _problem;
    private volatile bool _unavailable;
    private volatile bool _synced;
    private long _watchingSince;
    private long _heard;

    /// <summary>Does nothing before <see cref="RunAsync"/>.</summary>
    /// <param name="kubernetes">The server.</param>
    /// <param name="options">What it holds.</param>
    /// <param name="statistics">Counts; may be shared with others.</param>
    /// <param name="time">Paces everything.</param>
    /// <param name="random">Spreads timeouts and retries; safe for threads where it is shared.</param>
    /// <param name="logger">Told of a failure once, and of the recovery.</param>
    public Informer(
        IKubernetes kubernetes,
        InformerOptions<T> options,
        InformerStatistics statistics,
        TimeProvider time,
        Random random,
        ILogger logger)
    {
        _kubernetes = kubernetes;
        _options = options;
        _statistics = statistics;
        _time = time;
        _random = random;
        _logger = logger;
        _store = new InformerStore<T>(options.Indexes);
        _subscriptions = new InformerSubscriptions<T>(_store, logger);
        _name = NameOf(options.Namespace);
        _unreadable = new UnreadableObjects(_name, statistics, logger);
    }

    public event Action<ResourceKey>? UnreadableChanged
    {
        add => _unreadable.Changed += value;
        remove => _unreadable.Changed -= value;
    }

    public event Action<T, bool>? Leaving;

    public bool HasSynced => _synced;

    public bool IsUnavailable => Problem is not null && _unavailable;

    public IReadOnlyDictionary<ResourceKey, string> Unreadable => _unreadable.Paths;

    public DateTimeOffset? LastHeard =>
        Interlocked.Read(ref _heard) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Why it can't list or watch just now; null: nothing hinders it. Holds no content.</summary>
    public string? Problem
    {
        get
        {
            // A watch that is still there after a while has connected, even if nothing has come by it.
            long since = Interlocked.Read(ref _watchingSince);
            return since != 0 && _time.GetElapsedTime(since) >= SteadyAfter ? null : _problem;
        }
    }

    public IReadOnlyCollection<T> Items => _store.Items;

    public T? Get(string? @namespace, string name) => _store.Get(new ResourceKey(@namespace, name));

    public IReadOnlyCollection<T> ByIndex(string index, string key) => _store.ByIndex(index, key);

    public IDisposable Subscribe(Action<InformerChange<T>> changed) => _subscriptions.Add(changed);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var ending = await FollowAsync(cancellationToken);
                long since = Interlocked.Exchange(ref _watchingSince, 0);
                var watched = since == 0 ? TimeSpan.Zero : _time.GetElapsedTime(since);
                await PauseAsync(ending, watched >= SteadyAfter, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _statistics.ObjectsChanged(-_store.Count);
            _statistics.UnreadableChanged(-_unreadable.Paths.Count);
        }
    }

    private static string NameOf(string? @namespace)
    {
        string kind = EntityMetadata.Of<T>().Kind;
        return @namespace is null ? kind : $"{kind} in {@namespace}";
    }

    private async Task<InformerEnding> FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_position is null || _time.GetElapsedTime(_listedAt) > _options.ListAgainAfter)
                await ListAsync(cancellationToken);
            return await WatchAsync(_position!, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Every failure is met here, known or not: the loop ends by cancellation alone.
            if (exception is KubernetesException { StatusCode: not null })
                Heard();
            return InformerEnding.Of(exception);
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        _statistics.Listed();
        var seen = new HashSet<ResourceKey>();
        var unreadable = new HashSet<ResourceKey>();
        var page = await ListPageAsync(null, cancellationToken);
        while (true)
        {
            Works();
            foreach (var item in page.Items)
            {
                seen.Add(ResourceKey.Of(item));
                Put(item);
            }
            foreach (var item in page.Unreadable)
            {
                // Known as unreadable before it leaves the store: in between it would be absent.
                var key = new ResourceKey(item.Namespace, item.Name);
                unreadable.Add(key);
                _unreadable.Add(key, item.Path);
            }
            if (string.IsNullOrEmpty(page.Continue))
                break;
            page = await ListPageAsync(page.Continue, cancellationToken);
        }
        foreach (var key in _store.Except(seen))
            Remove(key, seen: false, stays: unreadable.Contains(key));
        foreach (var key in _unreadable.Paths.Keys.Except(unreadable))
            _unreadable.Remove(key);
        _position = page.ResourceVersion;
        _listedAt = _time.GetTimestamp();
        _unpaged = false;
        _unexplained = 0;
        _synced = true;
        Log.InformerListed(_logger, _name, seen.Count, page.ResourceVersion);
    }

    private async Task<KubernetesList<T>> ListPageAsync(string? next, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(PageTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await _kubernetes.ListAsync<T>(
                new ListOptions
                {
                    Namespace = _options.Namespace,
                    LabelSelector = _options.LabelSelector,
                    FieldSelector = _options.FieldSelector,
                    Limit = _unpaged ? null : _options.PageSize,
                    Continue = next,
                },
                either.Token);
        }
        catch (KubernetesException exception) when (exception.IsExpired && next is not null)
        {
            // The server forgot the version between two pages; if it forgets faster than we page, only one page helps.
            _unpaged = true;
            throw;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new KubernetesException($"list of {_name}: no answer in {PageTimeout.TotalSeconds} s", null, null);
        }
    }

    private async Task<InformerEnding> WatchAsync(string position, CancellationToken cancellationToken)
    {
        var timeout = _options.ServerTimeout * (1 + _random.NextDouble());
        var overdue = timeout + _options.ServerTimeoutGrace;
        long began = _time.GetTimestamp();
        long? bookmarked = null;
        using var watchdog = new CancellationTokenSource(Patience(overdue), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, watchdog.Token);
        _statistics.Watched();
        Interlocked.Exchange(ref _watchingSince, began);
        try
        {
            var options = new WatchOptions
            {
                Namespace = _options.Namespace,
                LabelSelector = _options.LabelSelector,
                FieldSelector = _options.FieldSelector,
                ResourceVersion = position,
                ServerTimeout = timeout,
            };
            await foreach (var change in _kubernetes.WatchAsync<T>(options, either.Token).WithCancellation(either.Token))
            {
                Works();
                Apply(change);
                if (change.Type == WatchEventType.Bookmark)
                {
                    _bookmarksExpected |= bookmarked is { } last && _time.GetElapsedTime(last) <= BookmarkInterval;
                    bookmarked = _time.GetTimestamp();
                }
                watchdog.CancelAfter(Patience(overdue - _time.GetElapsedTime(began)));
            }
        }
        catch (Exception) when (watchdog.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Silence();
        }
        cancellationToken.ThrowIfCancellationRequested();
        if (watchdog.IsCancellationRequested)
            return Silence();
        Works();
        return _time.GetElapsedTime(began) >= SteadyAfter
            ? new InformerEnding(RestartReasons.Ended, null)
            : new InformerEnding(RestartReasons.Short, $"watch of {_name}: the server ended it at once");
    }

    private InformerEnding Silence()
    {
        _bookmarksExpected = false;
        return new InformerEnding(RestartReasons.Silence, $"watch of {_name}: the server is silent");
    }

    private TimeSpan Patience(TimeSpan left)
    {
        if (_bookmarksExpected && _options.SilenceLimit < left)
            return _options.SilenceLimit;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Apply(WatchEvent<T> change)
    {
        // In one stream versions only rise: what is older was told before and must not bring back what has gone since.
        string? version = LibraryObject.MetadataOf(change.Object).ResourceVersion;
        if (ResourceVersions.IsOlder(version, _position))
            return;
        if (change.Type == WatchEventType.Deleted)
            Remove(ResourceKey.Of(change.Object), seen: true);
        else if (change.Type != WatchEventType.Bookmark)
            Put(change.Object);
        if (!string.IsNullOrEmpty(version))
            _position = version;
    }

    private void Put(T value)
    {
        var key = ResourceKey.Of(value);
        Set(key, _options.Transform is { } transform ? transform(value) : value);
        _unreadable.Remove(key);
    }

    private void Remove(ResourceKey key, bool seen, bool stays = false)
    {
        // Told before it is absent: who decides by an absence must be able to ask why.
        if (!stays && _store.Get(key) is { } leaving)
            Leaving?.Invoke(leaving, seen);
        Set(key, null);
        if (!stays)
            _unreadable.Remove(key);
    }

    private void Set(ResourceKey key, T? value) => _statistics.ObjectsChanged(_subscriptions.Set(key, value));

    private async Task PauseAsync(InformerEnding ending, bool steady, CancellationToken cancellationToken)
    {
        _statistics.Restarted(ending.Reason);
        bool first = _faults == 0 || steady;
        if (first)
            _faults = 0;
        if (ending.Reason == RestartReasons.Ended)
            _unexplained = 0;
        if (ending.IsUnexplained)
            _unexplained++;
        if (ending.IsKindGone || ending.Reason == RestartReasons.Expired || _unexplained >= MostUnexplained)
            _position = null;
        Log.InformerRestarted(_logger, _name, ending.Reason, _position is null);
        if (ending.Reason == RestartReasons.Ended)
            return;
        _faults++;
        // To have been away for too long is no fault: the list can be made at once.
        if (ending.Reason == RestartReasons.Expired && first)
            return;
        Fails(ending);
        var backoff = ending.Reason == RestartReasons.Refused ? _options.ForbiddenRetry : _options.Retry;
        await Task.Delay(backoff.Delay(_faults, ending.RetryAfter, _random.NextDouble()), _time, cancellationToken);
    }

    private void Fails(InformerEnding ending)
    {
        if (_problem is null)
            Log.InformerFailing(_logger, _name, ending.Reason, ending.Problem!);
        _unavailable = ending.Reason is RestartReasons.Refused or RestartReasons.Fault;
        _problem = ending.Problem;
    }

    private void Works()
    {
        Heard();
        if (_problem is null)
            return;
        _problem = null;
        Log.InformerRecovered(_logger, _name);
    }

    private void Heard() => Interlocked.Exchange(ref _heard, _time.GetUtcNow().UtcTicks);
}
