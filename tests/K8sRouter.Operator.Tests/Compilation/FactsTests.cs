using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

/// <summary>Facts about providers age.</summary>
public sealed class FactsTests
{
    private static readonly DateTimeOffset Expiry = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DataPolicySpec Dated = Given.Harmless with { VerifiedAt = "2026-11-01", MaxAgeDays = 30 };

    [Fact]
    public void An_endpoint_says_until_when_it_is_allowed_and_who_forbids_it_then()
    {
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider(dataPolicy: Dated)).WithFloor(new() { Training = new() { PaidModels = Permission.Deny } }));

        var endpoint = Assert.Single(result.Config.Endpoints);
        Assert.Equal(Expiry, endpoint.AllowedUntil);
        Assert.Equal("k8srouter-system/default", endpoint.AllowedUntilPolicy);
        Assert.Equal(Expiry, endpoint.DataPolicy.ExpiresAt);
        Assert.Equal(Expiry, result.EarliestExpiry);
    }

    [Fact]
    public void From_that_instant_on_it_is_excluded_for_its_age_by_the_policy_that_said_so()
    {
        var input = Given.Input(Given.Provider(dataPolicy: Dated));

        Assert.Empty((input with { Now = Expiry.AddTicks(-1) }).Reasons());
        Assert.Equal([$"data_policy:stale by {Given.BuiltIn}"], (input with { Now = Expiry }).Reasons());
    }

    [Fact]
    public void The_sentence_names_the_date_and_what_would_be_broken()
    {
        var input = Given.Input(Given.Provider(dataPolicy: Dated)) with { Now = Expiry };

        Assert.Equal(
            "The facts about good were verified on 2026-11-01 and hold for 30 days; older ones count as unconfirmed, which the "
            + "policy forbids (data_policy:training, data_policy:publication).",
            WorkspaceCompiler.Compile(input).Config.ExcludedEndpoints[0].Reasons[0].Message);
    }

    [Fact]
    public void What_fresh_facts_break_already_is_said_as_such_and_the_age_besides()
    {
        var provider = Given.Provider(dataPolicy: Dated with { Training = true });

        Assert.Equal(
            [$"data_policy:training by {Given.BuiltIn}", $"data_policy:stale by {Given.BuiltIn}"],
            (Given.Input(provider) with { Now = Expiry }).Reasons());
    }

    [Fact]
    public void A_policy_that_allows_unconfirmed_facts_sets_no_end_and_aged_facts_are_told_as_unconfirmed()
    {
        var allowsAll = new WorkspacePrivacyPolicySpec
        {
            Training = new() { FreeModels = Permission.Allow },
            Publication = new() { FreeModels = Permission.Allow },
        };
        var input = Given.Input(Given.Provider(dataPolicy: Dated, models: [Given.Model(free: true)])).WithPolicy(allowsAll);

        var before = Assert.Single(WorkspaceCompiler.Compile(input).Config.Endpoints);
        Assert.Null(before.AllowedUntil);
        Assert.Equal(Expiry, before.DataPolicy.ExpiresAt);

        var after = Assert.Single(WorkspaceCompiler.Compile(input with { Now = Expiry }).Config.Endpoints);
        Assert.False(after.DataPolicy.Confirmed);
        Assert.True(after.DataPolicy.Training);
        Assert.Null(after.DataPolicy.RetentionDays);
    }

    [Fact]
    public void Facts_without_a_greatest_age_never_expire()
    {
        var result = WorkspaceCompiler.Compile(Given.Input(Given.Provider(dataPolicy: Given.Harmless with { VerifiedAt = "2001-01-01" })));

        Assert.Null(Assert.Single(result.Config.Endpoints).AllowedUntil);
        Assert.Null(result.EarliestExpiry);
    }

    [Fact]
    public void A_greatest_age_without_a_date_counts_as_unconfirmed()
    {
        Assert.NotEmpty(Given.Input(Given.Provider(dataPolicy: Given.Harmless with { MaxAgeDays = 30 })).Reasons());
    }

    [Fact]
    public void Facts_from_the_future_dont_count_until_then()
    {
        var input = Given.Input(Given.Provider(dataPolicy: Given.Harmless with { VerifiedAt = "2027-11-01", MaxAgeDays = 30 }));

        Assert.Equal([$"data_policy:stale by {Given.BuiltIn}"], input.Reasons());
        var begins = WorkspaceCompiler.Compile(input).EarliestExpiry!.Value;
        Assert.Empty((input with { Now = begins }).Reasons());
    }
}
