using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Commands;

/// <summary>
/// Directory mode: from a source to the volumes, once or until stopped. A set with errors changes nothing: the last good one
/// stays in force as a whole, since half of a set could be looser than either.
/// </summary>
internal sealed class DirectoryRun(IResourceSource source, DirectoryPublisher publisher, Terminal terminal)
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly ProblemPrinter _problems = new(terminal.Errors);
    private bool _anythingInForce;

    public async Task<int> OnceAsync(CancellationToken cancellationToken) =>
        await TakeAsync(source.Read(), cancellationToken) ? ExitCodes.Success : ExitCodes.Problems;

    public async Task<int> FollowAsync(CancellationToken cancellationToken)
    {
        await using var updates = source.WatchAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            var next = updates.MoveNextAsync().AsTask();
            while (true)
            {
                using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var alarm = Task.Delay(UntilDue(), terminal.Time, awake.Token);
                await Task.WhenAny(next, alarm);
                await awake.CancelAsync();
                if (next.IsCompleted)
                {
                    if (!await next)
                        break;
                    await TakeAsync(updates.Current, cancellationToken);
                    next = updates.MoveNextAsync().AsTask();
                }
                else if (!cancellationToken.IsCancellationRequested)
                {
                    await publisher.PublishAgainAsync(cancellationToken);
                }
                else
                {
                    await next;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Output.WriteLine("stopped; what was delivered stays in force");
        }
        return ExitCodes.Success;
    }

    private async Task<bool> TakeAsync(ResourceUpdate update, CancellationToken cancellationToken)
    {
        _problems.Print(update.Problems, update.Resources is not null ? null
            : _anythingInForce ? "nothing was changed: the last good set stays in force as a whole"
            : "nothing was delivered: there is no good set yet");
        if (update.Resources is null)
            return false;
        _anythingInForce = true;
        return await publisher.PublishAsync(update.Resources, cancellationToken);
    }

    private TimeSpan UntilDue()
    {
        if (publisher.Due is not { } due)
            return Timeout.InfiniteTimeSpan;
        var wait = due - terminal.Time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep;
    }
}
