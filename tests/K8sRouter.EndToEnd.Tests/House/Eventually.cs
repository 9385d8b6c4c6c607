using System.Diagnostics;

namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>Waits for what another process does in its own time and announces to nobody.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>The first value that isn't null.</summary>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> look)
        where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await look() is { } found)
                return found;
            if (watch.Elapsed > Patience)
                throw new TimeoutException($"waited in vain for {what}");
            await Task.Delay(Interval);
        }
    }

    public static Task TrueAsync(string what, Func<Task<bool>> look) =>
        GetAsync(what, async () => await look() ? what : null);

    public static Task TrueAsync(string what, Func<bool> look) => TrueAsync(what, () => Task.FromResult(look()));
}
