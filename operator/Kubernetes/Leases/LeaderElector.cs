using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Client;

namespace K8sRouter.Operator.Kubernetes.Leases;

/// <summary>
/// <para>Elects one leader among replicas by a Lease, in step with client-go's electors:</para>
/// <para>1. Wait until nobody holds the lease, or its holder hasn't changed it for its duration as seen by our own clock.</para>
/// <para>2. Take it, by the resource version that was read: of two who try, one gets a conflict.</para>
/// <para>3. Lead, and renew every two seconds. A renewal counts from before it was sent.</para>
/// <para>4. Not renewed for ten seconds, or held by another: lost, for good. A process never leads twice.</para>
/// <para>5. Asked to stop: let the work end while still renewing, then give the lease away, so that the next needn't wait.</para>
/// </summary>
/// <param name="kubernetes">The server, best over a connection of its own.</param>
/// <param name="options">Names and times.</param>
/// <param name="time">Its timestamps decide; its time of day is only written for people.</param>
/// <param name="random">Spreads the looks of those who wait.</param>
/// <param name="logger">Told of every change.</param>
internal sealed class LeaderElector(
    IKubernetes kubernetes, LeaderElectionOptions options, TimeProvider time, Random random, ILogger logger)
{
    /// <summary>A released lease lasts this long for electors that don't know that an empty holder means nobody.</summary>
    private const int ReleasedSeconds = 1;

    private readonly Lock _lock = new();
    private ObservedLease? _observed;
    private long? _renewed;
    private bool _over;
    private string? _problem;

    /// <summary>
    /// Whether this process leads at this moment. To be asked before each write: a process that was paused past the deadline
    /// is told no here, before anything else has noticed.
    /// </summary>
    public bool IsLeader
    {
        get
        {
            lock (_lock)
                return !_over && _renewed is { } renewed && time.GetElapsedTime(renewed) < options.RenewDeadline;
        }
    }

    /// <summary>Who holds the lease, as last seen; null: nobody, or it wasn't read yet.</summary>
    public string? Leader => Volatile.Read(ref _observed)?.Holder;

    /// <summary>Why the lease can't be read or written just now; null: it can. For readiness and metrics.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Waits to be elected, leads, and returns when it is over.</summary>
    /// <param name="lead">The work of a leader; its token ends when the work must.</param>
    /// <param name="lost">
    /// Called at most once, when leadership was lost while leading: the process must end, with a code that isn't zero. The
    /// work's token is cancelled by then and its end isn't waited for.
    /// </param>
    /// <param name="cancellationToken">Ends all in order: work, then the lease.</param>
    public async Task RunAsync(Func<CancellationToken, Task> lead, Action lost, CancellationToken cancellationToken)
    {
        if (!await AcquireAsync(cancellationToken))
            return;
        Log.LeadershipAcquired(logger, options.Identity);
        using var leading = new CancellationTokenSource();
        using var released = new CancellationTokenSource();
        var work = Task.Run(() => lead(leading.Token), CancellationToken.None);
        var renewing = RenewAsync(released.Token);
        using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            await Task.WhenAny(work, renewing, Task.Delay(Timeout.InfiniteTimeSpan, waiting.Token));
            await waiting.CancelAsync();
        }
        await leading.CancelAsync();
        if (!renewing.IsCompleted)
            await Task.WhenAny(work, renewing, Task.Delay(options.StopWithin, time, CancellationToken.None));
        await released.CancelAsync();
        if (await renewing)
        {
            lost();
            return;
        }
        Over();
        if (!work.IsCompleted)
        {
            // Whoever took the lease now would meet our last writes: it expires by itself.
            Log.LeadershipKept(logger, options.Identity);
            return;
        }
        await ReleaseAsync();
        if (!work.IsCanceled)
            await work;
    }

    private async Task<bool> AcquireAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await TakeAsync(cancellationToken))
                return true;
            // Less than two seconds, so that a lease given away is taken by then.
            await PauseAsync(options.RetryPeriod * (0.5 + (0.4 * random.NextDouble())), cancellationToken);
        }
        return false;
    }

    private async Task<bool> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var current = await ReadAsync(cancellationToken);
            bool takeable = current is null
                || IsOurs(current)
                || current.IsFree(time.GetElapsedTime(current.Since), options.LeaseDuration);
            if (!takeable)
                return false;
            return await WriteAsync(current, cancellationToken);
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
                Fails(exception);
            return false;
        }
    }

    /// <summary>Renews until cancelled (false) or lost (true).</summary>
    private async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var current = _observed;
        while (true)
        {
            await PauseAsync(Shorter(options.RetryPeriod, Left()), cancellationToken);
            if (cancellationToken.IsCancellationRequested)
                return false;
            try
            {
                // A paused process wakes here: nothing is sent once the deadline has passed.
                if (Left() > TimeSpan.Zero)
                {
                    current ??= await ReadAsync(cancellationToken);
                    if (current is not null && !IsOurs(current))
                        return Lost($"{current.Holder ?? "nobody"} holds it");
                    if (await WriteAsync(current, cancellationToken))
                        current = _observed;
                }
            }
            catch (Exception exception)
            {
                if (cancellationToken.IsCancellationRequested)
                    return false;
                // What we know of it may be wrong now: a write without an answer may have been done.
                current = null;
                Fails(exception);
            }
            if (!IsLeader)
                return Lost(_problem ?? "this process stood still");
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            var current = await ReadAsync(CancellationToken.None);
            if (current is null || !IsOurs(current))
                return;
            var now = time.GetUtcNow().UtcDateTime;
            var spec = current.Lease.Spec with
            {
                HolderIdentity = "",
                LeaseDurationSeconds = ReleasedSeconds,
                AcquireTime = now,
                RenewTime = now,
            };
            await BoundedAsync(
                token => kubernetes.ReplaceAsync(current.Lease with { Spec = spec }, token), CancellationToken.None);
            Log.LeadershipReleased(logger, options.Identity);
        }
        catch (Exception exception)
        {
            Log.ReleaseFailed(logger, options.Identity, Faults.Describe(exception));
        }
    }

    private async Task<ObservedLease?> ReadAsync(CancellationToken cancellationToken)
    {
        var lease = await BoundedAsync(
            token => kubernetes.GetAsync<V1Lease>(options.Namespace, options.Name, token), cancellationToken);
        return lease is null ? null : Observe(lease);
    }

    /// <summary>Takes or renews the lease, in the version that was read; false: the answer came too late to count.</summary>
    private async Task<bool> WriteAsync(ObservedLease? current, CancellationToken cancellationToken)
    {
        long sent = time.GetTimestamp();
        var now = time.GetUtcNow().UtcDateTime;
        bool ours = current is not null && IsOurs(current);
        // Of a later server's fields, such as the strategy, what somebody wrote stays.
        var spec = (current?.Lease.Spec ?? new V1LeaseSpec()) with
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
            AcquireTime = ours ? current!.Lease.Spec.AcquireTime : now,
            RenewTime = now,
            LeaseTransitions = (current?.Lease.Spec?.LeaseTransitions ?? 0) + (ours || current is null ? 0 : 1),
        };
        var lease = current?.Lease ?? new V1Lease
        {
            Metadata = new() { Name = options.Name, NamespaceProperty = options.Namespace },
        };
        lease = lease with { Spec = spec };
        var written = await BoundedAsync(
            token => current is null ? kubernetes.CreateAsync(lease, token) : kubernetes.ReplaceAsync(lease, token),
            cancellationToken);
        Observe(written);
        lock (_lock)
        {
            long counted = _renewed ?? sent;
            if (time.GetElapsedTime(counted) >= options.RenewDeadline)
                return false;
            _renewed = sent;
        }
        Volatile.Write(ref _problem, null);
        return true;
    }

    private async Task<T> BoundedAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        // A leader's call ends with its deadline at the latest, so that the loss is noticed then.
        var most = options.RenewDeadline / 3;
        using var timeout = new CancellationTokenSource(IsLeader ? Shorter(most, Left()) : most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new KubernetesException(
                $"lease {options.Namespace}/{options.Name}: no answer in time", null, null);
        }
    }

    private async Task PauseAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private ObservedLease Observe(V1Lease lease)
    {
        var before = _observed;
        var now = ObservedLease.Of(before, lease, time.GetTimestamp());
        Volatile.Write(ref _observed, now);
        if (now.Holder != before?.Holder && now.Holder is { } holder && !IsOurs(now))
            Log.OtherLeads(logger, holder);
        return now;
    }

    private bool IsOurs(ObservedLease lease) => lease.Holder == options.Identity;

    private TimeSpan Left()
    {
        lock (_lock)
        {
            var left = _renewed is { } renewed ? options.RenewDeadline - time.GetElapsedTime(renewed) : TimeSpan.Zero;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private bool Lost(string problem)
    {
        Over();
        Log.LeadershipLost(logger, options.Identity, problem);
        return true;
    }

    private void Over()
    {
        lock (_lock)
            _over = true;
    }

    private void Fails(Exception exception)
    {
        // Of two who try, one meets a conflict: that is how it should be.
        if (exception is KubernetesException { IsConflict: true } or KubernetesException { IsAlreadyExists: true })
            return;
        string problem = Faults.Describe(exception);
        if (problem != _problem)
            Log.LeaseFailed(logger, options.Identity, problem);
        Volatile.Write(ref _problem, problem);
    }
}
