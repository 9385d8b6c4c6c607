using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Operator.Tests.Kubernetes;

/// <summary>Waits for what other threads do, with a deadline that only a failure reaches.</summary>
internal static class Soon
{
    /// <summary>A test that keeps the pool busy by itself can't be waited for.</summary>
    private const int MostLooks = 20;

    /// <summary>Work items that a look makes itself.</summary>
    private const int OfALook = 3;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task Holds(Func<bool> condition, string what = "")
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Deadline, $"never came true: {what}");
            await Task.Delay(1);
        }
    }

    /// <summary>Moves the clock until it holds, and says by how much.</summary>
    public static async Task<TimeSpan> Holds(FakeTimeProvider time, TimeSpan step, Func<bool> condition, string what = "")
    {
        long began = Stopwatch.GetTimestamp();
        long from = time.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Deadline, $"never came true: {what}");
            time.Advance(step);
            await Settle();
        }
        return time.GetElapsedTime(from);
    }

    /// <summary>Moves the clock in steps, and lets others work between them.</summary>
    public static async Task Advance(FakeTimeProvider time, TimeSpan by, int steps = 20)
    {
        for (int i = 0; i < steps; i++)
        {
            time.Advance(by / steps);
            await Settle();
        }
    }

    /// <summary>
    /// Lets work that is ready to run, run: what waits in the pool's queue is done before what is put behind it, and then the pool
    /// has nothing to do but to look after this.
    /// </summary>
    public static async Task Settle()
    {
        for (int i = 0; i < 12; i++)
            await Task.Run(static () => { });
        long done = 0;
        for (int i = 0; i < MostLooks; i++)
        {
            await Task.Delay(1);
            long now = ThreadPool.CompletedWorkItemCount;
            if (ThreadPool.PendingWorkItemCount == 0 && now - done <= OfALook)
                return;
            done = now;
        }
    }
}
