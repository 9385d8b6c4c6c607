namespace K8sRouter.Sidecar.Hosting;

/// <summary>Looks until there is no obstacle any more, or the time is up.</summary>
/// <param name="look">What keeps the sidecar from being ready; null: it is.</param>
/// <param name="clock">Time.</param>
internal sealed class ReadinessWait(Func<CancellationToken, Task<string?>> look, TimeProvider clock)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private const string NoAnswer = "it didn't answer";

    /// <returns>The last obstacle; null: it is ready.</returns>
    public async Task<string?> RunAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string obstacle = NoAnswer;
        long began = clock.GetTimestamp();
        try
        {
            while (await look(end.Token) is { } found)
            {
                obstacle = found;
                await Task.Delay(Pause(clock.GetElapsedTime(began)), clock, end.Token);
            }
            return null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return obstacle;
        }
    }

    /// <summary>
    /// Adds no more than a tenth to what the start takes. Where a whole deployment starts at once that is long, and those who
    /// look mustn't take the processor from what they wait for.
    /// </summary>
    private static TimeSpan Pause(TimeSpan waited) =>
        TimeSpan.FromTicks(Math.Clamp(waited.Ticks / 10, ShortestPause.Ticks, LongestPause.Ticks));
}
