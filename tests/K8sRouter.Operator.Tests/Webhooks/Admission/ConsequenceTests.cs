using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Tests.Compilation;

namespace K8sRouter.Operator.Tests.Webhooks.Admission;

/// <summary>What somebody is told who takes a provider or a policy away from others, or replaces the floor.</summary>
public sealed class ConsequenceTests
{
    private static readonly DataPolicySpec Keeps = new() { Confirmed = true, Training = false, Publication = false, RetentionDays = 30 };

    private static readonly ModelProvider[] Providers = [Given.Provider("good"), Given.Provider("keeps", Keeps)];

    [Fact]
    public void A_policy_that_allows_nothing_is_stored_with_a_warning_and_the_near_names()
    {
        var warnings = Review.Warnings(Review.Create(Policy("models: {allow: [acme/onee]}"), Context()));

        Assert.Equal(
            "spec: All 2 endpoints are excluded, by allowed_models of WorkspacePrivacyPolicy team-a/default (2). "
            + "WorkspacePrivacyPolicy team-a/default, spec.models.allow[0]: no model matches \"acme/onee\" (yet). Did you mean acme/one?",
            warnings[0][..warnings[0].IndexOf(" Until", StringComparison.Ordinal)]);
    }

    [Fact]
    public void A_policy_that_allows_something_and_one_where_there_is_nothing_yet_have_no_such_warning()
    {
        Assert.DoesNotContain(Review.Warnings(Review.Create(Policy("retention: {maxDays: 0}"), Context())), IsRefusal);
        Assert.DoesNotContain(
            Review.Warnings(Review.Create(Policy("models: {allow: [acme/onee]}"), new FakeAdmissionContext())), IsRefusal);
    }

    [Fact]
    public void Replacing_the_floor_says_which_workspaces_become_wider_and_what_it_no_longer_says()
    {
        var old = Policy("retention: {maxDays: 0}, region: Global", Given.System);

        var response = Review.Answer(
            Review.Of(Review.Object(Policy("region: Global", Given.System)), Review.Object(old)), Context(old));

        Assert.True(Review.Allowed(response));
        Assert.Equal(
            [
                "spec: replaces the organization floor in force, which binds 3 workspaces",
                "spec: no longer says retention.maxDays: workspaces, or the defaults, decide",
                "spec: 2 workspaces may use more: team-a (+1: keeps/acme/one), team-b (+1: keeps/acme/one)",
            ],
            Review.Warnings(response));
    }

    [Fact]
    public void A_first_floor_says_who_may_use_less_and_to_whom_nothing_is_left()
    {
        var response = Review.Create(Policy("providers: {allow: [keeps]}", Given.System), Context());

        Assert.Equal(
            [
                "spec: nothing is left to call in 1 workspace: team-c",
                "spec: 2 workspaces may use less: team-a (-1: good/acme/one), team-b (-1: good/acme/one)",
            ],
            Review.Warnings(response));
    }

    [Fact]
    public void Deleting_the_floor_says_that_it_binds_and_who_becomes_wider()
    {
        var floor = Policy("retention: {maxDays: 0}", Given.System);

        var response = Review.Answer(Review.Of(next: null, Review.Object(floor)), Context(floor));

        Assert.True(Review.Allowed(response));
        Assert.Equal(
            [
                "the organization floor: is deleted, which binds 3 workspaces",
                "the organization floor: no longer says retention.maxDays: workspaces, or the defaults, decide",
                "the organization floor: 2 workspaces may use more: team-a (+1: keeps/acme/one), team-b (+1: keeps/acme/one)",
            ],
            Review.Warnings(response));
    }

    [Fact]
    public void Deleting_a_provider_in_use_says_whose_endpoints_go()
    {
        var response = Review.Answer(
            Review.Of(next: null, Review.Object(
                """
                apiVersion: k8srouter.io/v1alpha1
                kind: ModelProvider
                metadata: {name: good}
                spec:
                  upstreams: [{apis: [chat], protocol: OpenAI, baseUrl: "https://good.example/v1"}]
                  models: [{name: acme/one}]
                """)),
            Context());

        Assert.True(Review.Allowed(response));
        Assert.Equal(
            [
                "ModelProvider good: nothing is left to call in 1 workspace: team-c",
                "ModelProvider good: 2 workspaces may use less: team-a (-1: good/acme/one), team-b (-1: good/acme/one)",
            ],
            Review.Warnings(response));
    }

    [Fact]
    public void Deleting_a_workspaces_policy_says_what_it_may_use_then()
    {
        var response = Review.Answer(
            Review.Of(next: null, Review.Object(Policy("retention: {maxDays: 0}", "team-c"))), Context());

        Assert.Equal(["the policy: 1 workspace may use more: team-c (+1: keeps/acme/one)"], Review.Warnings(response));
    }

    [Fact]
    public void Nothing_is_said_of_others_before_all_are_known()
    {
        var context = new FakeAdmissionContext { IsSynced = false, Providers = Providers, Workspaces = ["team-a"] };

        Assert.Empty(Review.Warnings(Review.Answer(Review.Of(next: null, Review.Object(Policy("{}", Given.System))), context)));
    }

    /// <summary>Three workspaces, of which team-c keeps to zero retention; the floor as given.</summary>
    private static FakeAdmissionContext Context(string? floor = null) => new()
    {
        Providers = Providers,
        Workspaces = ["team-b", "team-a", "team-c"],
        Floor = floor is null ? null : Review.Typed<WorkspacePrivacyPolicy>(floor),
        Policies = [Review.Typed<WorkspacePrivacyPolicy>(Policy("retention: {maxDays: 0}", "team-c"))],
    };

    private static bool IsRefusal(string warning) => warning.Contains("endpoints are excluded", StringComparison.Ordinal);

    private static string Policy(string spec, string ns = "team-a") =>
        $"apiVersion: k8srouter.io/v1alpha1\nkind: WorkspacePrivacyPolicy\nmetadata: {{name: default, namespace: {ns}}}\nspec: {(spec.StartsWith('{') ? spec : $"{{{spec}}}")}\n";
}
