using K8sRouter.Core.Events;
using K8sRouter.Core.Events.Redis;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Sinks.Redis;

namespace K8sRouter.Sidecar.Notices;

/// <summary>
/// Sends to Redis the notices that wait, in order, at its own pace: no call and no sink waits for it. What fails is sent again
/// as a whole, with the same ids. Notices are rare, so its connection is closed when none comes for a while.
/// </summary>
internal sealed class NoticeSender(
    Configuration.IConfigurationSource configuration, RedisLink link, NoticeQueue queue, SinkOptions pace, TimeProvider clock,
    ILogger<NoticeSender> logger)
    : IDisposable
{
    private const int MostInBatch = 64;

    private static readonly TimeSpan KeptOpen = TimeSpan.FromSeconds(10);

    /// <summary>A process that ends waits no longer for what is only told as well as can be.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly List<PlatformEvent> _batch = [];
    private Task _run = Task.CompletedTask;

    public void Start() => _run = Task.Run(RunAsync);

    /// <summary>
    /// Gives those that wait one more try; after <paramref name="grace"/>, or 2 s, it ends anyhow. What is left is dropped and
    /// counted.
    /// </summary>
    public async Task StopAsync(TimeSpan grace)
    {
        queue.Complete();
        await _stopping.CancelAsync();
        if (grace > TimeSpan.Zero)
            _abandoned.CancelAfter(grace < LongestStop ? grace : LongestStop);
        else
            await _abandoned.CancelAsync();
        await _run;
    }

    /// <summary>After <see cref="StopAsync"/>.</summary>
    public void Dispose()
    {
        link.Dispose();
        _stopping.Dispose();
        _abandoned.Dispose();
    }

    private async Task RunAsync()
    {
        while (await WaitAsync())
        {
            while (_batch.Count < MostInBatch && queue.Reader.TryRead(out var notice))
                _batch.Add(notice);
            await DeliverAsync();
            _batch.Clear();
        }
    }

    /// <summary>Whether there is another notice; false: the queue has ended.</summary>
    private async Task<bool> WaitAsync()
    {
        var more = queue.Reader.WaitToReadAsync().AsTask();
        try
        {
            return await more.WaitAsync(KeptOpen, clock);
        }
        catch (TimeoutException)
        {
            link.Close();
            return await more;
        }
    }

    private async Task DeliverAsync()
    {
        for (int faults = 1; ; faults++)
        {
            // Asked before the try: a stop during it leaves time for one more.
            bool last = _stopping.IsCancellationRequested;
            string? fault = await TrySendAsync();
            if (fault is null)
                return;
            if (queue.Fail(fault))
                Log.NoticesWait(logger, fault, queue.Capacity);
            if (last || _abandoned.IsCancellationRequested)
            {
                queue.Drop(NoticeLosses.Shutdown, _batch.Count);
                return;
            }
            await PauseAsync(pace.Retry.Delay(faults, null, Random.Shared.NextDouble()));
        }
    }

    /// <summary>Why the batch wasn't delivered; null: it was, or there is nowhere to deliver it to.</summary>
    private async Task<string?> TrySendAsync()
    {
        if (configuration.Current is not { Config.Events: { } settings } active)
        {
            queue.Drop(NoticeLosses.SwitchedOff, _batch.Count);
            return null;
        }
        try
        {
            var commands = _batch.SelectMany(notice => EventCommands.OfNotice(notice, settings)).ToList();
            await link.SendAsync(settings, active.Credentials, commands, _abandoned.Token);
            if (queue.Deliver(_batch.Count))
                Log.NoticesGoAgain(logger);
            return null;
        }
        catch (RedisFaultException fault)
        {
            return SinkFaults.Of(fault.Fault);
        }
        catch (OperationCanceledException)
        {
            return SinkFaults.Timeout;
        }
#pragma warning disable CA1031 // Whatever it is, it must end neither the process nor the notices to come.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.SinkFaulted(logger, "notices", fault.GetType().Name);
            return SinkFaults.Internal;
        }
    }

    private async Task PauseAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, clock, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The end: one more try, now.
        }
    }
}
