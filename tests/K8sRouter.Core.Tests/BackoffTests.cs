namespace K8sRouter.Core.Tests;

public class BackoffTests
{
    private static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(1, 0.0, null, 250)]
    [InlineData(1, 1.0, null, 500)]
    [InlineData(3, 1.0, null, 2_000)]
    [InlineData(100, 1.0, null, 60_000)]
    [InlineData(int.MaxValue, 0.0, null, 30_000)]
    [InlineData(1, 0.0, 7_000, 7_000)]
    [InlineData(100, 1.0, 7_000, 60_000)]
    public void Waits_double_up_to_a_bound_and_are_never_shorter_than_asked(int faults, double random, int? asked, int expected) =>
        Assert.Equal(TimeSpan.FromMilliseconds(expected), Backoff.Delay(faults, Milliseconds(asked), random));

    [Theory]
    [InlineData(600_000)]
    [InlineData(86_400_000)]
    public void What_is_asked_for_counts_up_to_ten_minutes(int asked) =>
        Assert.Equal(TimeSpan.FromMinutes(10), Backoff.Delay(1, Milliseconds(asked), 0.5));

    [Fact]
    public void A_bound_of_its_own_may_be_longer_than_what_others_can_ask_for() =>
        Assert.Equal(
            TimeSpan.FromHours(1), new Backoff(TimeSpan.FromHours(1), TimeSpan.FromHours(1)).Delay(1, TimeSpan.FromMinutes(20), 1));

    private static TimeSpan? Milliseconds(int? asked) => asked is { } value ? TimeSpan.FromMilliseconds(value) : null;
}
