using System.Diagnostics;
using K8sRouter.Testing.Conformance;

namespace K8sRouter.EndToEnd.Tests.Policies;

/// <summary>What the workspace's policy and the organization floor do to calls, and how soon.</summary>
public sealed class PolicyTests(PoliciesHouse house, ITestOutputHelper output)
    : HouseTests<PoliciesHouse>(house, output), IClassFixture<PoliciesHouse>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_refused_call_names_every_endpoint_with_rule_and_policy()
    {
        await SetPolicyAsync(PoliciesHouse.Strict);

        var answer = (await Sidecar.ChatAsync("acme/thinker", "refused-by-policy")).Expect(404);

        Assert.Empty(ResponseSchemas.Validate("ErrorResponse", answer.Json));
        Assert.Equal(404, answer.Error.GetProperty("code").GetInt32());
        var reasons = answer.ErrorMetadata.GetProperty("excluded_endpoints").EnumerateArray()
            .Select(e => (Provider: e.GetProperty("provider").GetString(), Rule: e.GetProperty("rule").GetString(), Policy: e.GetProperty("policy").GetString()!))
            .ToArray();
        Assert.Equal(
            [("beta", "data_policy:retention"), ("beta", "data_policy:training"), ("gamma", "data_policy:retention")],
            reasons.Select(r => (r.Provider, r.Rule)).Order());
        Assert.All(reasons.Where(r => r.Rule == "data_policy:retention"), r => Assert.Contains("team-a/default", r.Policy, StringComparison.Ordinal));
        Assert.All(reasons.Where(r => r.Rule == "data_policy:training"), r => Assert.Contains("k8srouter-system/default", r.Policy, StringComparison.Ordinal));
        Assert.Equal("Filter by Guardrails", answer.ErrorMetadata.GetProperty("failed_routing_step").GetString());
        Assert.Equal(2, answer.ErrorMetadata.GetProperty("input_endpoint_count").GetInt32());
        Assert.Equal("privacy_restricted", answer.Error.GetProperty("availability").GetProperty("code").GetString());
        Assert.Empty(House.Beta.Calls("refused-by-policy"));
    }

    [Fact]
    public async Task A_provider_that_has_confirmed_nothing_is_refused_whatever_else_it_says()
    {
        var answer = (await Sidecar.ChatAsync("acme/unconfirmed", "Hi")).Expect(404);

        Assert.Contains("data_policy:training", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_policy_holds_within_a_second_both_ways()
    {
        await SetPolicyAsync(PoliciesHouse.Strict);
        // The best of several: what is measured is the road, not how busy this machine is.
        TimeSpan loosened = TimeSpan.MaxValue, tightened = TimeSpan.MaxValue;
        for (int i = 0; i < 5 && (loosened > Soon || tightened > Soon); i++)
        {
            loosened = Min(loosened, await SetPolicyAsync(PoliciesHouse.Loose));
            tightened = Min(tightened, await SetPolicyAsync(PoliciesHouse.Strict));
        }

        Assert.True(loosened <= Soon, $"allowed only after {loosened}");
        Assert.True(tightened <= Soon, $"refused only after {tightened}");
    }

    [Fact]
    public async Task A_workspace_cannot_loosen_the_organizations_floor()
    {
        await SetPolicyAsync("{training: {paidModels: Allow}, retention: {maxDays: 365}}");

        var answer = (await Sidecar.ChatAsync("acme/thinker", "only-gamma")).Expect(200);

        Assert.Equal("Gamma", answer.Json.GetProperty("provider").GetString());
        (await Sidecar.ChatAsync("acme/thinker", "not-beta", ",\"provider\":{\"only\":[\"beta\"]}")).Expect(404);
        Assert.Empty(House.Beta.Calls("not-beta"));
    }

    [Fact]
    public async Task A_stream_that_has_begun_outlives_the_policy_that_allowed_it()
    {
        await SetPolicyAsync(PoliciesHouse.Loose);
        using var response = await Sidecar.OpenAsync("chat/completions", SidecarUnderTest.Chat("acme/thinker", "Write 30 words", ",\"stream\":true"));

        await SetPolicyAsync(PoliciesHouse.Strict);

        var answer = (await Answer.ReadAsync(response)).Expect(200);
        Assert.EndsWith("word30", answer.ChatText, StringComparison.Ordinal);
        Assert.Equal("[DONE]", answer.Events[^1]);
    }

    private async Task<TimeSpan> SetPolicyAsync(string spec)
    {
        int expected = spec == PoliciesHouse.Strict ? 404 : 200;
        var watch = Stopwatch.StartNew();
        House.Manifests.WritePolicy(spec);
        await Eventually.TrueAsync(
            $"status {expected} under the new policy", async () => (await Sidecar.ChatAsync("acme/thinker", "Probe")).Status == expected);
        return watch.Elapsed;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
