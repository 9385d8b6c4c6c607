namespace K8sRouter.EndToEnd.Tests.Policies;

/// <summary>The policy is asked again before every attempt, not once per request.</summary>
public sealed class RecheckTests(RecheckTests.RecheckHouse house, ITestOutputHelper output)
    : HouseTests<RecheckTests.RecheckHouse>(house, output), IClassFixture<RecheckTests.RecheckHouse>
{
    private const string AlphaThenBeta = ",\"provider\":{\"order\":[\"alpha\",\"beta\"]}";

    [Fact]
    public async Task A_fallback_that_is_forbidden_while_the_first_provider_hangs_is_never_called()
    {
        (await Sidecar.ChatAsync("acme/assistant", "control", ",\"provider\":{\"only\":[\"beta\"]}")).Expect(200);
        string revision = (await Sidecar.RevisionAsync()).Revision!;
        var call = Sidecar.ChatAsync("acme/assistant", "forbidden-meanwhile", AlphaThenBeta);
        await Eventually.TrueAsync("the call at alpha", () => House.Alpha.Calls("forbidden-meanwhile").Count == 1);

        House.Manifests.WritePolicy("{retention: {maxDays: 0}}");
        await Eventually.TrueAsync("the new policy", async () => (await Sidecar.RevisionAsync()).Revision != revision);
        Assert.False(call.IsCompleted, "alpha gave up before the policy changed");

        var answer = (await call).Expect(504);
        Assert.Empty(House.Beta.Calls("forbidden-meanwhile"));
        Assert.Equal("Alpha", answer.ErrorMetadata.GetProperty("provider_name").GetString());
        var excluded = answer.ErrorMetadata.GetProperty("excluded_endpoints").EnumerateArray().ToArray();
        Assert.All(excluded, e => Assert.Equal("beta", e.GetProperty("provider").GetString()));
        Assert.Equal(["data_policy:retention", "policy_changed"], excluded.Select(e => e.GetProperty("rule").GetString()).Order());
        var generation = await Sidecar.GenerationAsync(answer.GenerationId);
        Assert.Equal(["Alpha", "Beta"], generation.GetProperty("provider_responses").EnumerateArray().Select(a => a.GetProperty("provider_name").GetString()));
    }

    public sealed class RecheckHouse : HouseFixture
    {
        internal override HousePlan Plan => new()
        {
            Policy = "{retention: {maxDays: 30}}",
            Providers = (alpha, beta) =>
            [
                new TestProvider("alpha", alpha) { Models = [new("acme/assistant", "fault-hang-mock")] },
                new TestProvider("beta", beta)
                {
                    DataPolicy = "confirmed: true, training: false, publication: false, retentionDays: 30",
                    Models = [new("acme/assistant")],
                },
            ],
            Sidecar = ["--headers-timeout", "4s", "--stream-idle-timeout", "3s"],
        };
    }
}
