using K8sRouter.Sidecar.Forwarding;

namespace K8sRouter.Sidecar.Tests.Forwarding;

public sealed class FallbackRulesTests
{
    [Fact]
    public void Where_the_provider_is_at_fault_another_endpoint_is_tried_and_else_another_model()
    {
        int[] providerFaults = [401, 402, 403, 408, 429, 500, 502, 503, 504, 529, 599];
        int[] requestFaults = [400, 404, 405, 409, 413, 415, 422, 451];

        Assert.All(providerFaults, status => Assert.Equal(AttemptOutcome.TryNextEndpoint, FallbackRules.After(status)));
        Assert.All(requestFaults, status => Assert.Equal(AttemptOutcome.TryNextModel, FallbackRules.After(status)));
    }

    [Theory]
    [InlineData(400, 400)]
    [InlineData(401, 502)]
    [InlineData(402, 502)]
    [InlineData(403, 502)]
    [InlineData(404, 404)]
    [InlineData(408, 504)]
    [InlineData(413, 413)]
    [InlineData(422, 422)]
    [InlineData(429, 429)]
    [InlineData(500, 502)]
    [InlineData(503, 503)]
    [InlineData(504, 504)]
    [InlineData(524, 504)]
    [InlineData(529, 503)]
    [InlineData(302, 502)]
    public void A_caller_is_told_what_it_can_do_about_it(int upstream, int expected) =>
        Assert.Equal(expected, FallbackRules.StatusForCaller(upstream));
}
