using K8sRouter.Core.DataPolicies;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

/// <summary>Every rule that a policy can hold: decided by the floor, by the workspace, and by neither.</summary>
public sealed class PolicyRuleTests
{
    private static readonly DataPolicySpec Trains = Given.Harmless with { Training = true };
    private static readonly DataPolicySpec Publishes = Given.Harmless with { Publication = true };
    private static readonly DataPolicySpec Keeps = Given.Harmless with { RetentionDays = 30 };

    /// <summary>Rule, the endpoint, and a policy that forbids it.</summary>
    public static TheoryData<string, ModelProvider, WorkspacePrivacyPolicySpec> Forbidden => new()
    {
        { ExclusionRules.PaidTraining, Given.Provider(dataPolicy: Trains), new() { Training = new() { PaidModels = Permission.Deny } } },
        { ExclusionRules.FreeTraining, Free(Trains), new() { Training = new() { FreeModels = Permission.Deny } } },
        { ExclusionRules.FreePublication, Free(Publishes), new() { Publication = new() { FreeModels = Permission.Deny } } },
        { ExclusionRules.ZeroDataRetention, Given.Provider(dataPolicy: Keeps), new() { ZeroDataRetention = new() { Required = true } } },
        {
            ExclusionRules.ZeroDataRetention, Given.Provider(dataPolicy: Keeps),
            new() { ZeroDataRetention = new() { Authors = [new() { Author = "acme", Required = true }] } }
        },
        { ExclusionRules.Retention, Given.Provider(dataPolicy: Keeps), new() { Retention = new() { MaxDays = 29 } } },
        { ExclusionRules.Retention, Given.Provider(dataPolicy: Keeps with { RetentionDays = null }), new() { Retention = new() { MaxDays = 36500 } } },
        { ExclusionRules.Region, Given.Provider(), new() { Region = DataRegion.Europe } },
        { ExclusionRules.Region, Given.Provider(datacenters: ["US", "DE"]), new() { Region = DataRegion.Us } },
        { ExclusionRules.Region, Given.Provider(datacenters: []), new() { Region = DataRegion.Us } },
        { ExclusionRules.AllowedProviders, Given.Provider(), new() { Providers = new() { Allow = ["other"] } } },
        { ExclusionRules.IgnoredProviders, Given.Provider(), new() { Providers = new() { Ignore = ["good"] } } },
        { ExclusionRules.AllowedModels, Given.Provider(), new() { Models = new() { Allow = ["other/*"] } } },
        { ExclusionRules.IgnoredModels, Given.Provider(), new() { Models = new() { Ignore = ["acme/*"] } } },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void The_floor_forbids_and_is_named_even_where_the_workspace_allows_everything(
        string rule, ModelProvider provider, WorkspacePrivacyPolicySpec policy)
    {
        Assert.Equal([$"{rule} by {Given.FloorObject}"], Given.Input(provider).WithFloor(policy).WithPolicy(Everything).Reasons());
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void The_workspace_forbids_and_is_named_where_the_floor_allows_everything(
        string rule, ModelProvider provider, WorkspacePrivacyPolicySpec policy)
    {
        Assert.Equal([$"{rule} by {Given.TeamObject}"], Given.Input(provider).WithFloor(Everything).WithPolicy(policy).Reasons());
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Where_both_forbid_the_floor_is_named_since_it_binds(
        string rule, ModelProvider provider, WorkspacePrivacyPolicySpec policy)
    {
        Assert.Equal([$"{rule} by {Given.FloorObject}"], Given.Input(provider).WithFloor(policy).WithPolicy(policy).Reasons());
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void A_policy_that_allows_everything_allows_each_of_these(
        string rule, ModelProvider provider, WorkspacePrivacyPolicySpec policy)
    {
        Assert.NotEmpty(rule);
        Assert.NotNull(policy);
        Assert.Empty(Given.Input(provider).WithPolicy(Everything).Reasons());
    }

    [Fact]
    public void Without_any_policy_training_publication_and_unconfirmed_facts_are_forbidden_by_the_built_in_default()
    {
        Assert.Equal([$"data_policy:training by {Given.BuiltIn}"], Given.Input(Given.Provider(dataPolicy: Trains)).Reasons());
        Assert.Equal([$"data_policy:free_training by {Given.BuiltIn}"], Given.Input(Free(Trains)).Reasons());
        Assert.Equal([$"data_policy:publication by {Given.BuiltIn}"], Given.Input(Free(Publishes)).Reasons());
        Assert.Equal(
            [$"data_policy:training by {Given.BuiltIn}", $"data_policy:publication by {Given.BuiltIn}"],
            Given.Input(Given.Provider(dataPolicy: Given.Harmless with { Confirmed = null })).Reasons());
    }

    [Fact]
    public void Without_any_policy_retention_alone_excludes_nobody()
    {
        Assert.Empty(Given.Input(Given.Provider(dataPolicy: Keeps)).Reasons());
        Assert.Empty(Given.Input(Given.Provider(dataPolicy: Keeps with { RetentionDays = null })).Reasons());
    }

    [Fact]
    public void A_provider_that_publishes_is_never_used_for_paid_models()
    {
        Assert.Equal(
            [$"data_policy:publication by {Given.BuiltIn}"],
            Given.Input(Given.Provider(dataPolicy: Publishes)).WithFloor(Everything).WithPolicy(Everything).Reasons());
    }

    [Fact]
    public void A_policy_that_is_there_and_invalid_closes_its_workspace_and_asks_for_nothing()
    {
        var wishes = Everything with { InputOutputLogging = new() { Enabled = true }, Broadcast = new() { Enabled = true } };
        var input = Given.Input(Given.Provider()).WithPolicy(wishes) with { PolicyIsInvalid = true };

        Assert.Equal([$"policy_invalid by {Given.TeamObject}"], input.Reasons());
        var config = WorkspaceCompiler.Compile(input).Config;
        Assert.False(config.InputOutputLogging.Enabled);
    }

    [Fact]
    public void Every_rule_is_listed_and_not_the_first_alone()
    {
        var policy = new WorkspacePrivacyPolicySpec
        {
            Region = DataRegion.Europe,
            Retention = new() { MaxDays = 1 },
            Models = new() { Ignore = ["*"] },
        };
        Assert.Equal(
            [
                $"data_policy:training by {Given.BuiltIn}", $"data_policy:retention by {Given.FloorObject}",
                $"data_region by {Given.FloorObject}", $"ignored_models by {Given.FloorObject}",
                "no_credential by ModelProvider good",
            ],
            Given.Input(Given.Provider(dataPolicy: Trains with { RetentionDays = 30 }, auth: Given.Auth())).WithFloor(policy).Reasons());
    }

    [Fact]
    public void Allow_lists_intersect_and_an_empty_intersection_allows_nothing()
    {
        var input = Given.Input(Given.Provider("a"), Given.Provider("b"), Given.Provider("c"))
            .WithFloor(new() { Providers = new() { Allow = ["a", "b"] } });

        Assert.Equal(["b"], Slugs(input.WithPolicy(new() { Providers = new() { Allow = ["b", "c"] } })));
        Assert.Empty(Slugs(input.WithPolicy(new() { Providers = new() { Allow = ["c"] } })));
    }

    [Fact]
    public void Ignore_lists_add_up()
    {
        var input = Given.Input(Given.Provider("a"), Given.Provider("b"), Given.Provider("c"))
            .WithFloor(new() { Providers = new() { Ignore = ["a"] } }).WithPolicy(new() { Providers = new() { Ignore = ["b"] } });

        Assert.Equal(["c"], Slugs(input));
    }

    [Fact]
    public void Floor_and_workspace_in_different_regions_leave_nothing()
    {
        var input = Given.Input(Given.Provider("eu", datacenters: ["DE"]), Given.Provider("us"))
            .WithFloor(new() { Region = DataRegion.Europe }).WithPolicy(new() { Region = DataRegion.Us });

        Assert.Empty(Slugs(input));
    }

    [Fact]
    public void Zero_retention_for_one_author_leaves_the_others_alone()
    {
        var input = Given.Input(Given.Provider(dataPolicy: Keeps, models: [Given.Model("acme/one"), Given.Model("other/two")]))
            .WithPolicy(new() { ZeroDataRetention = new() { Authors = [new() { Author = "acme", Required = true }] } });

        Assert.Equal(["good/other/two"], K8sRouter.Operator.Compilation.WorkspaceCompiler.Compile(input).Config.Endpoints.Select(e => e.Id));
    }

    [Fact]
    public void A_models_facts_override_its_providers_field_by_field()
    {
        var provider = Given.Provider(dataPolicy: Trains with { RetentionDays = 30 }, models: [Given.Model(dataPolicy: new() { Training = false })]);
        Assert.Empty(Given.Input(provider).Reasons());
        Assert.Equal(
            [$"data_policy:retention by {Given.TeamObject}"],
            Given.Input(provider).WithPolicy(new() { Retention = new() { MaxDays = 29 } }).Reasons());
    }

    [Fact]
    public void A_models_datacenters_override_its_providers()
    {
        var provider = Given.Provider(datacenters: ["US"], models: [Given.Model(datacenters: ["SE", "NO"])]);
        Assert.Empty(Given.Input(provider).WithPolicy(new() { Region = DataRegion.Europe }).Reasons());
    }

    private static WorkspacePrivacyPolicySpec Everything => new()
    {
        Training = new() { PaidModels = Permission.Allow, FreeModels = Permission.Allow },
        Publication = new() { FreeModels = Permission.Allow },
        ZeroDataRetention = new() { Required = false, Authors = [new() { Author = "acme", Required = false }] },
        Region = DataRegion.Global,
        Models = new() { Allow = ["*"] },
    };

    private static ModelProvider Free(DataPolicySpec dataPolicy) => Given.Provider(dataPolicy: dataPolicy, models: [Given.Model(free: true)]);

    private static IEnumerable<string> Slugs(K8sRouter.Operator.Compilation.CompilationInput input) =>
        K8sRouter.Operator.Compilation.WorkspaceCompiler.Compile(input).Config.Providers.Select(provider => provider.Slug);
}
