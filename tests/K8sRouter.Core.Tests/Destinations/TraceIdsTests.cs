using K8sRouter.Core.Destinations;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Destinations;

// Expected values were computed with another implementation of SHA-256 (Python's hashlib).
public class TraceIdsTests
{
    [Fact]
    public void Ids_are_hashes_of_the_generations_id()
    {
        Assert.Equal("3396c61bf87c433e78a1f62e745bc024", TraceIds.Trace(null, Records.Id));
        Assert.Equal("3396c61bf87c433e", TraceIds.Root(Records.Id));
        Assert.Equal("7559d50ab2bc0f44", TraceIds.Attempt(Records.Id, 1));
        Assert.Equal("8f2ddb52cf7de5ed", TraceIds.Attempt(Records.Id, 2));
        Assert.Equal("0954e1ab6c49eb6c", TraceIds.Generation(Records.Id));
    }

    [Theory]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("4BF92F3577B34DA6A3CE929D0E0E4736", "4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("my-trace", "670c0f140bf357e6d99293ad6cf0d246")]
    [InlineData("", "3396c61bf87c433e78a1f62e745bc024")]
    public void A_callers_trace_id_is_kept_if_it_is_one_and_hashed_if_not(string given, string expected) =>
        Assert.Equal(expected, TraceIds.Trace(given, Records.Id));

    [Theory]
    [InlineData("00f067aa0ba902b7", "00f067aa0ba902b7")]
    [InlineData("0000000000000000", null)]
    [InlineData("not hex", null)]
    [InlineData(null, null)]
    public void A_parent_that_receivers_would_refuse_is_left_out(string? given, string? expected) =>
        Assert.Equal(expected, TraceIds.Parent(given));
}
