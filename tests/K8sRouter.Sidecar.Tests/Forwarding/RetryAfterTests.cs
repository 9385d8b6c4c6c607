using K8sRouter.Sidecar.Forwarding;

namespace K8sRouter.Sidecar.Tests.Forwarding;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Retry-After", "7", 7)]
    [InlineData("Retry-After", "7.66", 8)]
    [InlineData("retry-after", " 0.2 ", 1)]
    [InlineData("Retry-After", "0", 0)]
    [InlineData("Retry-After", "-3", 0)]
    [InlineData("Retry-After", "99999999999", 86_400)]
    [InlineData("Retry-After", "Fri, 20 Nov 2026 12:00:09 GMT", 9)]
    [InlineData("Retry-After", "Friday, 20-Nov-26 12:00:09 GMT", 9)]
    [InlineData("Retry-After", "2026-11-20T12:00:08.2Z", 9)]
    [InlineData("Retry-After", "Fri, 20 Nov 2026 11:00:00 GMT", 0)]
    [InlineData("Retry-After", "soon", null)]
    [InlineData("Retry-After", "NaN", null)]
    [InlineData("retry-after-ms", "1500", 2)]
    [InlineData("Retry-After-Ms", "40.5", 1)]
    [InlineData("retry-after-ms", "soon", null)]
    [InlineData("X-Other", "3", null)]
    public void However_a_provider_says_how_long_to_wait_it_is_understood_and_rounded_up(string name, string value, int? expected)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(name, value);

        Assert.Equal(expected, RetryAfter.Read(response.Headers, Noon));
    }

    [Fact]
    public void The_finer_of_two_values_holds()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", "60");
        response.Headers.TryAddWithoutValidation("retry-after-ms", "1200");

        Assert.Equal(2, RetryAfter.Read(response.Headers, Noon));
    }
}
