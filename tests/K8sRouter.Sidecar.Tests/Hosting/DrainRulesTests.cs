using K8sRouter.Sidecar.Hosting;

namespace K8sRouter.Sidecar.Tests.Hosting;

public sealed class DrainRulesTests
{
    [Theory]
    // Not asked for: at once, whatever runs.
    [InlineData(0, 0, 0, 0, "not_wanted", 0)]
    [InlineData(3, 0, 0, 0, "not_wanted", 0)]
    // It was quiet before the signal: that doesn't count.
    [InlineData(0, 100, 0, 5, "waiting", 5)]
    [InlineData(0, 100, 2, 5, "waiting", 3)]
    [InlineData(0, 100, 5, 5, "idle", 0)]
    // A call came and ended after it.
    [InlineData(0, 1, 6, 5, "waiting", 4)]
    [InlineData(0, 5, 9, 5, "idle", 0)]
    // One runs, however quiet it is.
    [InlineData(1, 8, 9, 5, "waiting", 5)]
    // The limit of 15 s, also while calls run or go on coming.
    [InlineData(1, 0, 12, 5, "waiting", 3)]
    [InlineData(1, 0, 15, 5, "limit", 0)]
    [InlineData(0, 1, 15, 5, "limit", 0)]
    public void Calls_are_accepted_until_it_was_quiet_for_long_enough_or_the_limit_has_come(
        int running, int quiet, int waited, int idle, string reason, int wait)
    {
        var decision = DrainRules.Decide(
            running, TimeSpan.FromSeconds(quiet), TimeSpan.FromSeconds(waited), TimeSpan.FromSeconds(idle), TimeSpan.FromSeconds(15));

        Assert.Equal((reason, TimeSpan.FromSeconds(wait)), (decision.Reason, decision.Wait));
        Assert.Equal(reason != DrainReasons.Waiting, decision.IsOver);
        Assert.NotEmpty(decision.Sentence);
    }
}
