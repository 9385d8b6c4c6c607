using K8sRouter.Core.Storage.GoogleCloudStorage;

namespace K8sRouter.Core.Tests.Storage.GoogleCloudStorage;

public sealed class GcsBackOffTests
{
    [Theory]
    [InlineData(1, 0.0, 250)]
    [InlineData(1, 1.0, 500)]
    [InlineData(2, 1.0, 1000)]
    [InlineData(3, 0.5, 1500)]
    [InlineData(6, 1.0, 16000)]
    [InlineData(1000, 1.0, 16000)]
    public void It_doubles_to_a_limit_and_leaves_half_to_chance(int failures, double jitter, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), GcsBackOff.Delay(failures, null, jitter, new()));

    [Fact]
    public void What_the_service_asks_for_is_never_shortened()
    {
        Assert.Equal(TimeSpan.FromSeconds(90), GcsBackOff.Delay(1, TimeSpan.FromSeconds(90), 1, new()));
        Assert.Equal(TimeSpan.FromSeconds(16), GcsBackOff.Delay(9, TimeSpan.FromSeconds(1), 1, new()));
        Assert.Equal(TimeSpan.FromMilliseconds(500), GcsBackOff.Delay(1, TimeSpan.FromSeconds(-5), 1, new()));
    }
}
