using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Routing;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Sidecar.Tests.Routing;

/// <summary>The promise of the product: over random policies, providers, requests and times.</summary>
public sealed class PolicyPropertyTests
{
    private static readonly Config Checks = Config.QuickThrowOnFailure.WithMaxTest(1_500);

    private static readonly Config Fewer = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void No_request_reaches_an_endpoint_that_the_policies_in_force_forbid() =>
        Check.One(Checks, Prop.ForAll(PolicyWorld.Worlds.ToArbitrary(), world =>
        {
            var configuration = world.Compile();
            var plan = Plan(configuration, world.Query, world.Now);
            foreach (var planned in plan.Endpoints)
            {
                AssertAllowed(world, planned, world.Floor, world.Workspace);
                Assert.Null(Asked(world, planned));
            }
        }));

    [Fact]
    public void A_policy_that_changed_while_the_request_waited_holds_for_its_next_attempt() =>
        Check.One(Checks, Prop.ForAll(
            (from world in PolicyWorld.Worlds from floor in PolicyWorld.Policies from later in Gen.Elements(0, 30, 300) select (world, floor, later)).ToArbitrary(),
            item =>
            {
                var (world, floor, later) = item;
                var plan = Plan(world.Compile(), world.Query, world.Now);
                var current = PolicyWorld.Compile(world.Providers, floor, world.Workspace, world.Now);
                var attempt = world.Now.AddDays(later);
                foreach (var planned in plan.Endpoints)
                {
                    // The check that the request's handler makes before every send.
                    if (!current.Endpoints.TryGetValue(planned.Endpoint.Id, out var entry)
                        || EndpointFilter.Apply(entry, planned.Model, world.Query, attempt).Count > 0)
                        continue;
                    AssertAllowed(world with { DaysLater = world.DaysLater + later }, planned, floor, world.Workspace);
                }
            }));

    [Fact]
    public void What_the_policies_forbid_is_in_the_configuration_by_name_and_reason_alone() =>
        Check.One(Fewer, Prop.ForAll(PolicyWorld.Worlds.ToArbitrary(), world =>
        {
            var config = world.Compile().Config;
            foreach (var provider in world.Providers)
            {
                bool any = provider.Spec.Models.Any(m => PolicyOracle.Forbids(provider, m, world.Floor, world.Workspace, PolicyWorld.Compiled) is null
                    && config.Endpoints.Any(e => e.Id == $"{provider.Metadata.Name}/{m.Name}"));
                Assert.Equal(any, config.Providers.Any(p => p.Slug == provider.Metadata.Name));
            }
            Assert.All(config.ExcludedEndpoints, e => Assert.NotEmpty(e.Reasons));
        }));

    [Fact]
    public void Whatever_is_not_planned_is_excluded_with_a_rule_and_a_sentence() =>
        Check.One(Fewer, Prop.ForAll(PolicyWorld.Worlds.ToArbitrary(), world =>
        {
            // With fallbacks off, an endpoint may be left out for being second.
            var query = world.Query with { Preferences = world.Query.Preferences with { AllowFallbacks = true } };
            var plan = Plan(world.Compile(), query, world.Now);
            foreach (var model in query.Models.Select(m => m.Name).Where(m => world.Providers.Any(p => p.Spec.Models.Any(x => x.Name == m))))
            {
                foreach (var provider in world.Providers.Where(p => p.Spec.Models.Any(m => m.Name == model)))
                {
                    string id = $"{provider.Metadata.Name}/{model}";
                    var excluded = plan.Excluded.FirstOrDefault(e => e.Id == id);
                    Assert.True(plan.Endpoints.Any(e => e.Endpoint.Id == id) || excluded is not null, id);
                    Assert.True(excluded is null || excluded.Reasons.Count > 0 && excluded.Reasons.All(r => r is { Rule.Length: > 0, Message.Length: > 0 }));
                }
            }
            Assert.DoesNotContain(plan.Excluded.SelectMany(e => e.Reasons), r => r.Rule == ExclusionRules.PolicyChanged);
        }));

    [Fact]
    public void Tightening_the_floor_never_enlarges_what_a_request_may_reach() =>
        Check.One(Fewer, Prop.ForAll(PolicyWorld.Worlds.ToArbitrary(), world =>
        {
            var before = Reachable(world.Compile(), world.Query, world.Now);
            foreach (var tighter in Tightenings(world.Floor ?? new WorkspacePrivacyPolicySpec()))
                Assert.Subset(before, Reachable((world with { Floor = tighter }).Compile(), world.Query, world.Now));
        }));

    [Fact]
    public void Adding_a_preference_never_enlarges_what_a_request_may_reach() =>
        Check.One(Fewer, Prop.ForAll(
            (from world in PolicyWorld.Worlds from more in PolicyWorld.Preferences select (world, more)).ToArbitrary(), item =>
        {
            var (world, more) = item;
            var configuration = world.Compile();
            var before = Reachable(configuration, world.Query, world.Now);
            foreach (var preferences in Additions(world.Query.Preferences, more))
                Assert.Subset(before, Reachable(configuration, world.Query with { Preferences = preferences }, world.Now));
        }));

    [Fact]
    public void The_random_worlds_are_neither_all_shut_nor_all_open()
    {
        int reached = 0;
        int excluded = 0;
        foreach (var world in PolicyWorld.Worlds.Sample(400))
        {
            var plan = Plan(world.Compile(), world.Query, world.Now);
            reached += plan.Endpoints.Count > 0 ? 1 : 0;
            excluded += plan.Excluded.Count > 0 ? 1 : 0;
        }

        Assert.InRange(reached, 40, 360);
        Assert.InRange(excluded, 40, 400);
    }

    private static IEnumerable<WorkspacePrivacyPolicySpec> Tightenings(WorkspacePrivacyPolicySpec floor)
    {
        yield return floor with { Training = new() { PaidModels = Permission.Deny, FreeModels = floor.Training?.FreeModels } };
        yield return floor with { Training = new() { PaidModels = floor.Training?.PaidModels, FreeModels = Permission.Deny } };
        yield return floor with { Publication = new() { FreeModels = Permission.Deny } };
        yield return floor with { ZeroDataRetention = new() { Required = true, Authors = floor.ZeroDataRetention?.Authors } };
        yield return floor with
        {
            ZeroDataRetention = new()
            {
                Required = floor.ZeroDataRetention?.Required,
                Authors = [.. floor.ZeroDataRetention?.Authors ?? [], new() { Author = "y", Required = true }],
            },
        };
        yield return floor with { Retention = new() { MaxDays = Math.Min(floor.Retention?.MaxDays ?? int.MaxValue, 6) } };
        if (floor.Region is null or DataRegion.Global)
            yield return floor with { Region = DataRegion.Europe };
        yield return floor with { Providers = new() { Allow = [.. floor.Providers?.Allow?.Take(1) ?? ["a", "b"]], Ignore = floor.Providers?.Ignore } };
        yield return floor with { Providers = new() { Allow = floor.Providers?.Allow, Ignore = [.. floor.Providers?.Ignore ?? [], "a"] } };
        yield return floor with { Models = new() { Allow = [.. floor.Models?.Allow?.Take(1) ?? ["x/*"]], Ignore = floor.Models?.Ignore } };
        yield return floor with { Models = new() { Allow = floor.Models?.Allow, Ignore = [.. floor.Models?.Ignore ?? [], "*/one"] } };
    }

    /// <summary>Each hard preference of <paramref name="more"/> by itself, where the request doesn't say it yet.</summary>
    private static IEnumerable<ProviderPreferences> Additions(ProviderPreferences has, ProviderPreferences more)
    {
        yield return has with { Only = has.Only ?? more.Only };
        yield return has with { Order = has.Order ?? more.Order };
        yield return has with { Ignore = [.. has.Ignore, .. more.Ignore] };
        yield return has with { RequireParameters = true };
        yield return has with { DenyDataCollection = true };
        yield return has with { ZeroDataRetention = true };
        yield return has with { DistillableOnly = true };
        yield return has with { Quantizations = has.Quantizations ?? more.Quantizations };
        yield return has with { MaxPrice = has.MaxPrice ?? more.MaxPrice };
        yield return has with { Sort = more.Sort };
    }

    private static RoutePlan Plan(ActiveConfiguration configuration, RouteQuery query, DateTimeOffset now) =>
        RoutePlanner.Plan(configuration, query, new EndpointHealth(new FakeTimeProvider(now)), now, new Random(1).NextDouble);

    /// <summary>All that any run of the weighted choice could reach: with fallbacks, the plan holds the whole set.</summary>
    private static HashSet<string> Reachable(ActiveConfiguration configuration, RouteQuery query, DateTimeOffset now) =>
        [.. Plan(configuration, query with { Preferences = query.Preferences with { AllowFallbacks = true } }, now).Endpoints.Select(p => p.Endpoint.Id)];

    private static void AssertAllowed(
        PolicyWorld world, PlannedEndpoint planned, WorkspacePrivacyPolicySpec? floor, WorkspacePrivacyPolicySpec? workspace)
    {
        var provider = world.Providers.Single(p => p.Metadata.Name == planned.Endpoint.Provider);
        var model = provider.Spec.Models.Single(m => m.Name == planned.Endpoint.Model);
        string? forbidden = PolicyOracle.Forbids(provider, model, floor, workspace, world.Now);
        Assert.True(forbidden is null, $"{planned.Endpoint.Id} {forbidden}");
        Assert.Contains(planned.Model.Name, world.Query.Models.Select(m => m.Name));
        Assert.Equal(planned.Model.Name, model.Name);
    }

    /// <summary>Which of the request's own demands the endpoint doesn't meet, by the resources alone; null: none.</summary>
    private static string? Asked(PolicyWorld world, PlannedEndpoint planned)
    {
        var preferences = world.Query.Preferences;
        var provider = world.Providers.Single(p => p.Metadata.Name == planned.Endpoint.Provider);
        var model = provider.Spec.Models.Single(m => m.Name == planned.Endpoint.Model);
        string slug = provider.Metadata.Name!;
        // A request's demand is a policy of its own.
        var demanded = new WorkspacePrivacyPolicySpec { ZeroDataRetention = new() { Required = preferences.ZeroDataRetention } };
        var tolerant = new WorkspacePrivacyPolicySpec
        {
            Training = new() { PaidModels = preferences.DenyDataCollection ? Permission.Deny : Permission.Allow, FreeModels = preferences.DenyDataCollection ? Permission.Deny : Permission.Allow },
            Publication = new() { FreeModels = preferences.DenyDataCollection ? Permission.Deny : Permission.Allow },
        };
        if (PolicyOracle.Forbids(provider, model, demanded, tolerant, world.Now) is { } reason && (preferences.ZeroDataRetention || preferences.DenyDataCollection))
            return reason;
        if (preferences.Only is { } only && !only.Contains(slug, StringComparer.OrdinalIgnoreCase))
            return "isn't in only";
        if (preferences.Ignore.Contains(slug, StringComparer.OrdinalIgnoreCase))
            return "is ignored";
        if (preferences.DistillableOnly && model.Distillable != true)
            return "isn't distillable";
        if (preferences.Quantizations is { } quantizations && !quantizations.Contains(model.Quantization ?? "unknown"))
            return "has another quantization";
        if (planned.Model.Variant == ModelVariant.Free && !model.Free)
            return "isn't free";
        return model.Apis is { } apis && !apis.Contains(world.Query.Api) ? "has another API" : null;
    }
}
