using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Tests.Conformance;
using K8sRouter.Sidecar.Tests.Forwarding;
using K8sRouter.Sidecar.Tests.Generations;

namespace K8sRouter.Sidecar.Tests.Notices;

/// <summary>What is told of calls that the rules refuse.</summary>
public sealed class DenialTests
{
    private const string Floor = "WorkspacePrivacyPolicy k8srouter-system/default";
    private const string Own = "WorkspacePrivacyPolicy team-a/default";

    [Fact]
    public async Task A_refused_call_is_told_with_its_rules_and_policies()
    {
        await using var road = await StartAsync();

        var (status, _, _) = await road.CallAsync(GenerationApis.Chat, model: "acme/kept");

        Assert.Equal(404, status);
        var told = JsonElement.Parse(Assert.Single(road.Events.Recent()));
        Assert.Equal("io.k8srouter.denial.v1", told.GetProperty("type").GetString());
        Assert.StartsWith("evt-", told.GetProperty("id").GetString(), StringComparison.Ordinal);
        var data = told.GetProperty("data");
        Assert.StartsWith("gen-", data.GetProperty("generation_id").GetString(), StringComparison.Ordinal);
        Assert.Equal(["acme/kept"], Texts(data, "models"));
        Assert.Equal([Floor, Own], Texts(data, "policies"));
        Assert.Equal((404, 2), (data.GetProperty("status").GetInt32(), data.GetProperty("excluded_endpoints").GetInt32()));
        Assert.Equal(
            """{"data_policy:retention":2,"data_policy:training":1}""", data.GetProperty("rules").GetRawText());
    }

    [Fact]
    public async Task Nothing_that_the_caller_wrote_is_told()
    {
        await using var road = await StartAsync();

        await road.CallAsync(
            GenerationApis.Chat, model: "acme/kept", fields: ",\"models\":[\"canary/model\"],\"user\":\"canary-user\",\"trace\":{\"a\":\"canary\"}");

        string told = System.Text.Encoding.UTF8.GetString(Assert.Single(road.Events.Recent()));
        Assert.Contains("acme/kept", told, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_nobody_has_is_no_denial_and_a_call_that_is_served_none_either()
    {
        await using var road = await StartAsync();

        await road.CallAsync(GenerationApis.Chat, model: "canary/model");
        await road.CallAsync(GenerationApis.Chat);

        var told = JsonElement.Parse(Assert.Single(road.Events.Recent()));
        Assert.Equal("io.k8srouter.generation.v1", told.GetProperty("type").GetString());
    }

    private static Task<RoadUnderTest> StartAsync()
    {
        var config = RoadUnderTest.Config();
        return RoadUnderTest.StartAsync(
            config with
            {
                Models = [.. config.Models, Samples.Model("acme/kept")],
                ExcludedEndpoints =
                [
                    Samples.Excluded(
                        "one", "acme/kept", Samples.Reason(ExclusionRules.Retention, Own), Samples.Reason(ExclusionRules.Retention, Floor)),
                    Samples.Excluded(
                        "two", "acme/kept", Samples.Reason(ExclusionRules.Retention, Own), Samples.Reason(ExclusionRules.PaidTraining, Floor)),
                ],
            },
            new MemoryJournal(), _ => CannedAnswers.Of(GenerationApis.Chat, streamed: false));
    }

    private static List<string?> Texts(JsonElement data, string name) =>
        [.. data.GetProperty(name).EnumerateArray().Select(text => text.GetString())];
}
