using System.Text.Json;

namespace K8sRouter.EndToEnd.Tests.Forwarding;

/// <summary>A caller that goes away.</summary>
public sealed class CancellationTests(CancellationTests.CancellationHouse house, ITestOutputHelper output)
    : HouseTests<CancellationTests.CancellationHouse>(house, output), IClassFixture<CancellationTests.CancellationHouse>
{
    [Fact]
    public async Task Going_away_in_mid_stream_ends_the_providers_call_and_the_generation_says_so()
    {
        string id;
        using (var response = await Sidecar.OpenAsync("chat/completions", SidecarUnderTest.Chat("acme/assistant", "Write 5000 words for nobody", ",\"stream\":true")))
        {
            id = Assert.Single(response.Headers.GetValues("X-Generation-Id"));
            await using var stream = await response.Content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(new byte[2000]);
        }

        await Eventually.TrueAsync("the end of the provider's call", () => House.Alpha.Calls("for nobody") is [{ Aborted: true, Finished: true }]);
        var generation = await Sidecar.GenerationAsync(id);
        Assert.True(generation.GetProperty("cancelled").GetBoolean());
        Assert.True(generation.GetProperty("streamed").GetBoolean());
        Assert.Equal("Alpha", generation.GetProperty("provider_name").GetString());
        Assert.Equal(JsonValueKind.Number, generation.GetProperty("latency").ValueKind);
        Assert.Equal(JsonValueKind.Null, generation.GetProperty("native_tokens_completion").ValueKind);
    }

    [Fact]
    public async Task Going_away_before_the_answer_ends_the_providers_call_too_and_asks_no_other()
    {
        using var impatience = new CancellationTokenSource();
        var call = Sidecar.OpenAsync(
            "chat/completions", SidecarUnderTest.Chat("acme/hanging", "left early", ",\"provider\":{\"order\":[\"alpha\",\"beta\"]}"), impatience.Token);
        await Eventually.TrueAsync("the call at the provider", () => House.Alpha.Calls("left early").Count == 1);

        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.TrueAsync("the end of the provider's call", () => House.Alpha.Calls("left early") is [{ Aborted: true }]);
        Assert.Empty(House.Beta.Calls("left early"));
        // A caller that leaves must not spoil the provider's reputation: the next one is served by it.
        (await Sidecar.ChatAsync("acme/assistant", "Hi")).Expect(200);
    }

    public sealed class CancellationHouse : HouseFixture
    {
        internal override HousePlan Plan => new()
        {
            TokenDelay = TimeSpan.FromMilliseconds(5),
            Providers = (alpha, beta) =>
            [
                new TestProvider("alpha", alpha) { Models = [new("acme/assistant"), new("acme/hanging", "fault-hang-mock")] },
                new TestProvider("beta", beta) { Models = [new("acme/hanging")] },
            ],
        };
    }
}
