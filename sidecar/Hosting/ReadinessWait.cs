namespace K8sRouter.Sidecar.Hosting;

/// <summary>Looks until there is no obstacle any more, or the time is up.</summary>
/// <param name="look">What keeps the sidecar from being ready; null: it is.</param>
/// <param name="clock">Time.</param>
internal sealed class ReadinessWait(Func<CancellationToken, Task<string?>> look, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private const string NoAnswer = "it didn't answer";

    /// <returns>The last obstacle; null: it is ready.</returns>
    public async Task<string?> RunAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string obstacle = NoAnswer;
        try
        {
            while (await look(end.Token) is { } found)
            {
                obstacle = found;
                await Task.Delay(Interval, clock, end.Token);
            }
            return null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return obstacle;
        }
    }
}
