using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Tests.Generations;

public class SamplingTests
{
    private const string Generation = "gen-1763640000-AAAAAAbbbbbbbbbbbbbb";

    // Positions computed with another implementation (Python's hashlib): the first 8 bytes of SHA-256 / 2^64.
    [Theory]
    [InlineData("scope-1", null, "0.2608830424409848", "0.2608830424409849")]
    [InlineData("scope-1", "", "0.2608830424409848", "0.2608830424409849")]
    [InlineData("scope-1", "session-7", "0.1680967158237332", "0.1680967158237333")]
    [InlineData("scope-2", "session-7", "0.9006845096628313", "0.9006845096628315")]
    [InlineData("b1946ac9-2f0e-4c7e-9a33-0d6f4f6f1c10", "sëssion-ß", "0.5434159373229874", "0.5434159373229876")]
    public void A_generation_is_included_from_its_position_on(string scope, string? session, string below, string above)
    {
        Assert.False(Sampling.Includes(scope, session, Generation, decimal.Parse(below, null) - 0.0000000000000001m));
        Assert.True(Sampling.Includes(scope, session, Generation, decimal.Parse(above, null)));
    }

    [Fact]
    public void Everything_and_nothing_need_no_hash()
    {
        Assert.True(Sampling.Includes("s", null, Generation, 1));
        Assert.False(Sampling.Includes("s", null, Generation, 0));
    }

    [Fact]
    public void A_session_is_in_or_out_as_a_whole()
    {
        var decisions = Enumerable.Range(0, 100).Select(i => Sampling.Includes("scope", "one session", $"gen-{i}", 0.5m)).Distinct();

        Assert.Single(decisions);
    }

    [Fact]
    public void The_share_that_is_included_is_the_rate()
    {
        int included = Enumerable.Range(0, 20_000).Count(i => Sampling.Includes("scope", null, $"gen-{i}", 0.25m));

        Assert.InRange(included, 4_700, 5_300);
    }

    [Fact]
    public void A_decision_allocates_nothing()
    {
        string session = new('s', 256);
        Sampling.Includes("scope", session, Generation, 0.5m);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Sampling.Includes("scope", session, Generation, 0.5m);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
