using System.Buffers;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Sidecar.Errors;
using static K8sRouter.Sidecar.Tests.Conformance.Samples;

namespace K8sRouter.Sidecar.Tests.Errors;

public sealed class PolicyRefusalTests
{
    private const string Floor = "WorkspacePrivacyPolicy k8srouter-system/default";
    private const string Own = "WorkspacePrivacyPolicy team-a/default";

    [Theory]
    [InlineData(ExclusionRules.FreeTraining, "Free model training")]
    [InlineData(ExclusionRules.PaidTraining, "Paid model training")]
    [InlineData(ExclusionRules.FreePublication, "Free model publication")]
    [InlineData(ExclusionRules.ZeroDataRetention, "Zero data retention")]
    public void A_data_policy_that_leaves_nothing_is_named_with_the_object_to_change(string rule, string label)
    {
        var error = Refuse(Excluded("acme", reasons: Reason(rule, Own)), Excluded("beta", reasons: Reason(rule, Floor)));

        Assert.Equal(404, error.Status);
        Assert.Equal(ApiErrorTypes.NotFound, error.ErrorType);
        Assert.Equal($"No endpoints found matching your data policy ({label}). To allow it, change {Own} and {Floor}.", error.Message);
        Assert.Equal(RoutingSteps.Guardrails, error.FailedRoutingStep);
        Assert.Equal(AvailabilityCodes.PrivacyRestricted, error.Availability!.Code);
        Assert.Equal([rule], error.Availability.ExcludedBy);
        Assert.Equal(["acme", "beta"], error.Availability.AffectedProviders);
    }

    [Fact]
    public void A_preference_of_the_request_is_told_apart_from_a_policy()
    {
        var error = Refuse(Excluded("acme", reasons: Reason(ExclusionRules.ZeroDataRetention, policy: null)));

        Assert.Equal(
            "No endpoints found matching your data policy (Zero data retention). The request's own preferences demand it.", error.Message);
        Assert.Equal(RoutingSteps.DataPolicy, error.FailedRoutingStep);
        Assert.Empty(error.IneligibilityReasons);
    }

    [Theory]
    [InlineData(ExclusionRules.AllowedProviders, "No allowed providers are available for the selected model.", "Filter by Allowed Providers")]
    [InlineData(ExclusionRules.RequireParameters, "No endpoints found that can handle the requested parameters.", "Filter by Parameters")]
    [InlineData(ExclusionRules.MaxPrice, "No endpoints found that satisfy the max price for this request.", "Filter by Max Price")]
    public void Each_filter_of_the_request_has_its_message_and_step(string rule, string message, string step)
    {
        var error = Refuse(Excluded("acme", reasons: Reason(rule, policy: null)));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(step, error.FailedRoutingStep);
        Assert.Equal(404, error.Status);
        Assert.Equal(AvailabilityCodes.ConstraintFiltered, error.Availability!.Code);
    }

    [Fact]
    public void Several_rules_of_policies_are_listed_with_their_counts()
    {
        var error = PolicyRefusal.Create(
            ["openai/gpt-5-mini"],
            [
                Excluded("acme", reasons: [Reason(ExclusionRules.PaidTraining, Floor), Reason(ExclusionRules.ZeroDataRetention, Own)]),
                Excluded("beta", reasons: Reason(ExclusionRules.ZeroDataRetention, Own)),
            ],
            workspace: "team-a");

        Assert.StartsWith("0 endpoints out of 2 requested are available matching your guardrail restrictions and data policy.", error.Message, StringComparison.Ordinal);
        Assert.Contains($"\nPaid model training ({Floor}): 1 endpoint excluded", error.Message, StringComparison.Ordinal);
        Assert.Contains($"\nZero data retention ({Own}): 2 endpoints excluded", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["paid-model-training-violation-by-account", "zdr-violation-by-guardrail"], error.IneligibilityReasons.Select(r => r.Reason));
        Assert.Equal([1, 2], error.IneligibilityReasons.Select(r => r.EndpointCount));
    }

    [Fact]
    public void The_funnel_shows_which_step_removed_how_many_and_stops_at_the_one_that_left_none()
    {
        var error = Refuse(
            Excluded("acme", reasons: Reason(ExclusionRules.Retention, Own)),
            Excluded("beta", reasons: [Reason(ExclusionRules.MaxPrice, null), Reason(ExclusionRules.AllowedProviders, null)]),
            Excluded("gamma", reasons: Reason(ExclusionRules.Quantization, null)));

        Assert.Equal(
            [
                new RoutingFunnelStep("Initial Endpoints", 3),
                new RoutingFunnelStep("Filter by Guardrails", 2),
                new RoutingFunnelStep("Filter by Allowed Providers", 1),
                new RoutingFunnelStep("Filter by Quantization", 0),
            ],
            error.RoutingFunnel);
        Assert.Equal("Filter by Quantization", error.FailedRoutingStep);
    }

    [Fact]
    public void An_endpoint_outside_the_region_is_a_403_and_one_of_another_api_a_400()
    {
        var region = Refuse(Excluded("acme", reasons: Reason(ExclusionRules.Region)));
        Assert.Equal((403, ApiErrorTypes.PermissionDenied, AvailabilityCodes.RegionRestricted), (region.Status, region.ErrorType, region.Availability!.Code));

        var api = Refuse(Excluded("acme", reasons: Reason(ExclusionRules.WrongApi, null)));
        Assert.Equal((400, ApiErrorTypes.InvalidRequest, AvailabilityCodes.WrongEndpoint), (api.Status, api.ErrorType, api.Availability!.Code));
        Assert.DoesNotContain("preferences", api.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Region_together_with_a_data_policy_is_the_privacy_404() =>
        Assert.Equal(404, Refuse(Excluded("acme", reasons: [Reason(ExclusionRules.Region), Reason(ExclusionRules.PaidTraining)])).Status);

    [Fact]
    public void A_rule_of_a_newer_operator_still_refuses_by_its_name()
    {
        var error = Refuse(Excluded("acme", reasons: Reason("data_policy:quantum", Own)));

        Assert.Equal(404, error.Status);
        Assert.Contains("data_policy:quantum", error.Message, StringComparison.Ordinal);
        Assert.Contains(Own, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_at_all_is_refused_too()
    {
        Assert.Equal("No endpoints found for openai/gpt-5-mini.", Refuse().Message);
        Assert.Equal(404, Refuse(Excluded("acme")).Status);
    }

    [Fact]
    public void Metadata_names_every_excluded_endpoint_with_each_rule_and_policy()
    {
        var buffer = new ArrayBufferWriter<byte>();
        ApiErrorWriter.Write(buffer, api: null, Refuse(
            Excluded("acme", reasons: [Reason(ExclusionRules.PaidTraining, Floor), Reason(ExclusionRules.Retention, Own)]),
            Excluded("beta", reasons: Reason(ExclusionRules.MaxPrice, null))));
        var rows = JsonDocument.Parse(buffer.WrittenMemory).RootElement.GetProperty("error").GetProperty("metadata").GetProperty("excluded_endpoints");

        Assert.Equal(
            [
                $"acme/openai/gpt-5-mini acme data_policy:training {Floor}",
                $"acme/openai/gpt-5-mini acme data_policy:retention {Own}",
                "beta/openai/gpt-5-mini beta max_price ",
            ],
            rows.EnumerateArray().Select(r => $"{r.GetProperty("endpoint_id")} {r.GetProperty("provider")} {r.GetProperty("rule")} {r.GetProperty("policy")}"));
    }

    [Fact]
    public void Every_rule_has_a_step_of_the_funnel()
    {
        foreach (var field in typeof(ExclusionRules).GetFields())
        {
            string rule = (string)field.GetRawConstantValue()!;
            var description = RuleDescription.Of(rule);
            Assert.Contains(description.Step, RoutingSteps.InOrder);
            Assert.NotEqual(rule, description.Label);
        }
    }

    private static ApiError Refuse(params ExcludedEndpoint[] excluded) => PolicyRefusal.Create(["openai/gpt-5-mini"], excluded);
}
