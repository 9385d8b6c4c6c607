using System.Diagnostics;

namespace K8sRouter.Testing.Cluster;

/// <summary>Waits for what comes about by itself.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks again and again; fails with the text where it doesn't come about in time.</summary>
    public static async Task<TimeSpan> IsAsync(Func<Task<bool>> condition, TimeSpan patience, Func<string> failure)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            // Only then: what it tells may not be there before.
            if (watch.Elapsed >= patience)
                throw new TimeoutException(failure());
            await Task.Delay(Interval);
        }
        return watch.Elapsed;
    }
}
