namespace K8sRouter.EndToEnd.Tests.Telemetry;

/// <summary>What providers are told of the trace that a call belongs to.</summary>
public sealed class TraceContextTests(ITestOutputHelper output)
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static readonly (string, string)[] Headers = [("traceparent", Parent), ("tracestate", "a=1,b@c=2"), ("baggage", "who=said-in-baggage")];

    [Theory]
    [InlineData("{}", "{}", false)]
    [InlineData("{}", "{traceContext: {forward: Allow}}", true)]
    [InlineData("{traceContext: {forward: Deny}}", "{traceContext: {forward: Allow}}", false)]
    [InlineData("{traceContext: {forward: Allow}}", "{traceContext: {forward: Deny}}", false)]
    public Task A_provider_learns_of_it_only_where_every_policy_that_has_an_opinion_allows_it(string floor, string policy, bool told) =>
        OwnHouse.RunAsync(output, OwnHouse.Plain with { Floor = floor, Policy = policy }, async house =>
        {
            (await house.Sidecar.PostAsync("chat/completions", SidecarUnderTest.Chat("acme/assistant", "with-trace"), Headers)).Expect(200);
            (await house.Sidecar.ChatAsync("acme/assistant", "without-trace")).Expect(200);

            var with = Assert.Single(house.Alpha.Calls("with-trace")).Headers;
            var without = Assert.Single(house.Alpha.Calls("without-trace")).Headers;
            Assert.Equal(told ? Parent : null, with.GetValueOrDefault("traceparent"));
            Assert.Equal(told ? "a=1,b@c=2" : null, with.GetValueOrDefault("tracestate"));
            foreach (var headers in new[] { with, without })
                Assert.DoesNotContain("said-in-baggage", string.Join('\n', headers.Values), StringComparison.Ordinal);
            Assert.Empty(without.Keys.Intersect(["traceparent", "tracestate", "baggage", "request-id", "correlation-context"]));
        });

    [Fact]
    public Task Tightening_the_policy_holds_from_then_on_without_a_restart() =>
        OwnHouse.RunAsync(output, OwnHouse.Plain with { Policy = "{traceContext: {forward: Allow}}" }, async house =>
        {
            (await house.Sidecar.PostAsync("chat/completions", SidecarUnderTest.Chat("acme/assistant", "before"), Headers)).Expect(200);
            string? before = (await house.Sidecar.RevisionAsync()).Revision;
            house.Manifests.WritePolicy("{traceContext: {forward: Deny}}");
            await Eventually.TrueAsync("the new configuration", async () => (await house.Sidecar.RevisionAsync()).Revision != before);
            (await house.Sidecar.PostAsync("chat/completions", SidecarUnderTest.Chat("acme/assistant", "after"), Headers)).Expect(200);

            Assert.Contains("traceparent", Assert.Single(house.Alpha.Calls("before")).Headers.Keys);
            Assert.DoesNotContain("traceparent", Assert.Single(house.Alpha.Calls("after")).Headers.Keys);
        });
}
