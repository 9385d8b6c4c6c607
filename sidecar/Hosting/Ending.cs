using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Hosting;

/// <summary>
/// The end of the process, begun once: calls are accepted as long as <see cref="DrainRules"/> say, then the server stops and
/// streams get what is left of their share of the one deadline.
/// </summary>
internal sealed class Ending(SidecarOptions options, CallsInFlight calls, TimeProvider clock, ILogger logger)
{
    /// <summary>The share of the time to end that streams don't get: what they leave behind is still to be stored.</summary>
    private const double SinksShare = 0.25;

    /// <summary>A stream that runs when its time is over gets this long to be cut in an orderly way.</summary>
    private static readonly TimeSpan LeastForStreams = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private long _began;
    private bool _hasBegun;

    /// <summary>Stops the server, whose streams may take so long; set before anything can begin the end.</summary>
    public Action<TimeSpan> Stop { get; set; } = _ => { };

    /// <summary>From then on it isn't ready.</summary>
    public bool HasBegun => Volatile.Read(ref _hasBegun);

    /// <summary>What is left of the time to end.</summary>
    public TimeSpan Left => HasBegun ? options.ShutdownGrace - clock.GetElapsedTime(_began) : options.ShutdownGrace;

    private TimeSpan StreamsShare => (1 - SinksShare) * options.ShutdownGrace;

    /// <summary>Begins the end; nothing where it has begun.</summary>
    /// <param name="cause">One of <see cref="EndingCauses"/>.</param>
    public void Begin(string cause)
    {
        lock (_lock)
        {
            if (_hasBegun)
                return;
            _began = clock.GetTimestamp();
            Volatile.Write(ref _hasBegun, true);
        }
        _ = DrainAsync(cause);
    }

    private async Task DrainAsync(string cause)
    {
        var decision = Decide();
        if (decision.IsOver)
            Log.Ends(logger, cause, decision.Sentence);
        else
            Log.Drains(logger, cause, options.DrainIdle.TotalSeconds, StreamsShare.TotalSeconds);
        bool drained = !decision.IsOver;
        while (!decision.IsOver)
        {
            await Task.Delay(decision.Wait, clock);
            decision = Decide();
        }
        if (drained)
            Log.Drained(logger, decision.Sentence);
        var left = StreamsShare - clock.GetElapsedTime(_began);
        Stop(left > LeastForStreams ? left : LeastForStreams);
    }

    private DrainDecision Decide()
    {
        var (running, quiet) = calls.Look();
        return DrainRules.Decide(running, quiet, clock.GetElapsedTime(_began), options.DrainIdle, StreamsShare);
    }
}
