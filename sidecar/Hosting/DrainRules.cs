namespace K8sRouter.Sidecar.Hosting;

/// <summary>
/// How long calls are still accepted after the signal to end. A classic sidecar gets that signal together with the application,
/// which may have something to ask or to finish yet. Pure.
/// </summary>
internal static class DrainRules
{
    /// <param name="running">Calls that run.</param>
    /// <param name="quiet">Time since a call came or ended.</param>
    /// <param name="waited">Time since the signal.</param>
    /// <param name="idle">Quiet time that ends it; zero: it isn't wanted.</param>
    /// <param name="limit">Longest time since the signal.</param>
    public static DrainDecision Decide(int running, TimeSpan quiet, TimeSpan waited, TimeSpan idle, TimeSpan limit)
    {
        if (idle <= TimeSpan.Zero)
            return DrainDecision.Over(DrainReasons.NotWanted, "calls aren't awaited");
        // Before the signal it may have been quiet for long: what counts is what the application still does after it.
        var still = running > 0 ? TimeSpan.Zero : quiet < waited ? quiet : waited;
        if (still >= idle)
            return DrainDecision.Over(DrainReasons.Idle, $"no call has come for {idle.TotalSeconds:0.###} s and none is running");
        var left = limit - waited;
        if (left <= TimeSpan.Zero)
        {
            return DrainDecision.Over(
                DrainReasons.Limit, $"the {limit.TotalSeconds:0.###} s that calls have are over, and {running} are running");
        }
        var next = idle - still;
        return DrainDecision.LookAgain(next < left ? next : left);
    }
}
