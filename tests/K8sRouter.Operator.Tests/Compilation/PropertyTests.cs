using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Core.Configuration;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

/// <summary>What must hold for every policy and every provider.</summary>
public sealed class PropertyTests
{
    private static readonly Config Checks = Config.QuickThrowOnFailure.WithMaxTest(300);

    /// <summary>Each of these tries some twenty changes.</summary>
    private static readonly Config Fewer = Config.QuickThrowOnFailure.WithMaxTest(100);

    private static readonly Gen<WorkspacePrivacyPolicySpec> Policies =
        from paid in Opinion(Permission.Allow, Permission.Deny)
        from free in Opinion(Permission.Allow, Permission.Deny)
        from publication in Opinion(Permission.Allow, Permission.Deny)
        from zero in Opinion(true, false)
        from author in Opinion(true, false)
        from days in Opinion(0, 7, 30)
        from region in Opinion(DataRegion.Global, DataRegion.Europe, DataRegion.Us)
        from allowProviders in Lists("a", "b", "c")
        from ignoreProviders in Lists("a", "b", "c")
        from allowModels in Lists("x/*", "y/*", "*/one")
        from ignoreModels in Lists("x/one", "*/two", "y/*")
        select new WorkspacePrivacyPolicySpec
        {
            Training = new() { PaidModels = paid, FreeModels = free },
            Publication = new() { FreeModels = publication },
            ZeroDataRetention = new() { Required = zero, Authors = author is { } required ? [new() { Author = "x", Required = required }] : null },
            Retention = new() { MaxDays = days },
            Region = region,
            Providers = new() { Allow = allowProviders, Ignore = ignoreProviders },
            Models = new() { Allow = allowModels, Ignore = ignoreModels },
        };

    private static readonly Gen<DataPolicySpec> DataPolicies =
        from confirmed in Opinion(true, true, true, false)
        from training in Opinion(true, false, false)
        from publication in Opinion(true, false, false)
        from days in Opinion(0, 0, 7, 30)
        from verified in Opinion("2026-01-01", "2026-11-01", "2028-01-01")
        from age in Opinion(30, 300)
        select new DataPolicySpec
        {
            Confirmed = confirmed,
            Training = training,
            Publication = publication,
            RetentionDays = days,
            VerifiedAt = verified,
            MaxAgeDays = age,
        };

    private static readonly Gen<ProviderModel> Models =
        from name in Gen.Elements("x/one", "x/two", "y/one", "z/three")
        from free in Gen.Elements(true, false)
        from policy in Gen.OneOf(Gen.Constant<DataPolicySpec?>(null), DataPolicies.Select(found => (DataPolicySpec?)found))
        select Given.Model(name, free, policy);

    private static readonly Gen<ModelProvider[]> Providers =
        from policies in DataPolicies.ArrayOf(3)
        from datacenters in Gen.Elements<string[]>([], ["US"], ["DE"], ["DE", "NO"], ["US", "DE"]).ArrayOf(3)
        from models in Models.ArrayOf(4).ArrayOf(3)
        select new[] { "a", "b", "c" }.Select((slug, i) => Given.Provider(
            slug, policies[i], datacenters[i], null, [.. models[i].DistinctBy(model => model.Name)])).ToArray();

    private static readonly Gen<(ModelProvider[] Providers, WorkspacePrivacyPolicySpec Floor, WorkspacePrivacyPolicySpec Workspace)> Worlds =
        from providers in Providers
        from floor in Policies
        from workspace in Policies
        select (providers, floor, workspace);

    [Fact]
    public void Tightening_the_floor_in_any_field_never_enlarges_the_allowed_set() =>
        Check.One(Fewer, Prop.ForAll(Worlds.ToArbitrary(), world =>
        {
            var allowed = Allowed(world.Providers, world.Floor, world.Workspace);
            return Tightenings(world.Floor).All(tighter => Allowed(world.Providers, tighter, world.Workspace).IsSubsetOf(allowed));
        }));

    [Fact]
    public void Tightening_the_workspaces_policy_never_enlarges_the_allowed_set() =>
        Check.One(Fewer, Prop.ForAll(Worlds.ToArbitrary(), world =>
        {
            var allowed = Allowed(world.Providers, world.Floor, world.Workspace);
            return Tightenings(world.Workspace).All(tighter => Allowed(world.Providers, world.Floor, tighter).IsSubsetOf(allowed));
        }));

    [Fact]
    public void A_workspace_never_allows_what_the_floor_denies() =>
        Check.One(Checks, Prop.ForAll(Worlds.ToArbitrary(), world =>
        {
            var loosest = new WorkspacePrivacyPolicySpec
            {
                Training = new() { PaidModels = Permission.Allow, FreeModels = Permission.Allow },
                Publication = new() { FreeModels = Permission.Allow },
            };
            return Allowed(world.Providers, world.Floor, world.Workspace).IsSubsetOf(Allowed(world.Providers, world.Floor, loosest));
        }));

    [Fact]
    public void Which_level_says_what_makes_no_difference_to_what_is_allowed() =>
        Check.One(Checks, Prop.ForAll(Worlds.ToArbitrary(), world =>
            Allowed(world.Providers, world.Floor, world.Workspace).SetEquals(Allowed(world.Providers, world.Workspace, world.Floor))));

    [Fact]
    public void Every_endpoint_is_either_allowed_or_excluded_with_a_reason_a_policy_and_a_sentence() =>
        Check.One(Checks, Prop.ForAll(Worlds.ToArbitrary(), world =>
        {
            var config = Compile(world.Providers, world.Floor, world.Workspace).Config;
            var ids = world.Providers.SelectMany(provider => provider.Spec.Models.Select(model => $"{provider.Metadata.Name}/{model.Name}"));
            return ids.Order(StringComparer.Ordinal).SequenceEqual(
                    config.Endpoints.Select(endpoint => endpoint.Id).Concat(config.ExcludedEndpoints.Select(endpoint => endpoint.Id)).Order(StringComparer.Ordinal))
                && config.ExcludedEndpoints.All(endpoint => endpoint.Reasons.Count > 0
                    && endpoint.Reasons.All(reason => reason is { Policy.Length: > 0, Message.Length: > 0 }));
        }));

    [Fact]
    public void When_an_endpoints_time_is_over_it_is_excluded_by_the_policy_that_it_named() =>
        Check.One(Checks, Prop.ForAll(Worlds.ToArbitrary(), world =>
            Compile(world.Providers, world.Floor, world.Workspace).Config.Endpoints.Where(endpoint => endpoint.AllowedUntil is not null).All(endpoint =>
            {
                var later = WorkspaceCompiler.Compile(
                    Given.Input(world.Providers).WithFloor(world.Floor).WithPolicy(world.Workspace) with { Now = endpoint.AllowedUntil!.Value }).Config;
                return later.ExcludedEndpoints.Single(excluded => excluded.Id == endpoint.Id).Reasons
                    .Any(reason => reason.Policy!.EndsWith(endpoint.AllowedUntilPolicy!, StringComparison.Ordinal));
            })));

    [Fact]
    public void The_order_of_the_input_makes_no_difference_to_a_single_byte() =>
        Check.One(Checks, Prop.ForAll(
            (from world in Worlds from order in Gen.Choose(0, int.MaxValue - 1) select (world, order)).ToArbitrary(), item =>
        {
            var random = new Random(item.order);
            var (providers, floor, workspace) = item.world;
            var input = Given.Input(providers).WithFloor(floor).WithPolicy(workspace)
                .WithDestinations(Given.Destination("one"), Given.Destination("two"), Given.Destination("three"))
                .WithSecrets([.. Enumerable.Range(0, 4).Select(i => Given.Secret(Given.Team, $"key-{i}", "api-key", "key", new string((char)('a' + i), 40)))]);
            var shuffled = input with
            {
                Providers = [.. input.Providers.OrderBy(_ => random.Next()).Select(provider => provider with
                {
                    Spec = provider.Spec with
                    {
                        Models = [.. provider.Spec.Models.OrderBy(_ => random.Next())],
                        Datacenters = [.. provider.Spec.Datacenters!.OrderBy(_ => random.Next())],
                    },
                })],
                Policy = input.Policy! with
                {
                    Spec = workspace with
                    {
                        Providers = workspace.Providers! with { Ignore = workspace.Providers.Ignore?.Reverse().ToArray() },
                        Models = workspace.Models! with { Ignore = workspace.Models.Ignore?.Reverse().ToArray() },
                    },
                },
                Destinations = [.. input.Destinations.OrderBy(_ => random.Next())],
                Secrets = [.. input.Secrets.OrderBy(_ => random.Next())],
            };
            return WorkspaceCompiler.Compile(input).CanonicalJson.AsSpan().SequenceEqual(WorkspaceCompiler.Compile(shuffled).CanonicalJson);
        }));

    /// <summary>For each field, policies that differ from this one by saying something stricter there.</summary>
    private static IEnumerable<WorkspacePrivacyPolicySpec> Tightenings(WorkspacePrivacyPolicySpec policy)
    {
        yield return policy with { Training = policy.Training! with { PaidModels = Permission.Deny } };
        yield return policy with { Training = policy.Training! with { FreeModels = Permission.Deny } };
        yield return policy with { Publication = new() { FreeModels = Permission.Deny } };
        yield return policy with { ZeroDataRetention = policy.ZeroDataRetention! with { Required = true } };
        yield return policy with { ZeroDataRetention = policy.ZeroDataRetention! with { Authors = [new() { Author = "x", Required = true }] } };
        yield return policy with { Retention = new() { MaxDays = Math.Min(policy.Retention!.MaxDays ?? int.MaxValue, 5) } };
        if (policy.Region is null or DataRegion.Global)
        {
            yield return policy with { Region = DataRegion.Europe };
            yield return policy with { Region = DataRegion.Us };
        }
        foreach (var slug in (string[])["a", "b", "c"])
        {
            yield return policy with { Providers = policy.Providers! with { Ignore = [.. policy.Providers.Ignore ?? [], slug] } };
            yield return policy with { Providers = policy.Providers! with { Allow = [.. (policy.Providers.Allow ?? ["a", "b", "c"]).Where(other => other != slug)] } };
        }
        foreach (var pattern in (string[])["x/*", "*/two", "z/three"])
        {
            yield return policy with { Models = policy.Models! with { Ignore = [.. policy.Models.Ignore ?? [], pattern] } };
            yield return policy with { Models = policy.Models! with { Allow = [.. (policy.Models.Allow ?? ["*"]).Skip(1)] } };
        }
    }

    private static HashSet<string> Allowed(ModelProvider[] providers, WorkspacePrivacyPolicySpec floor, WorkspacePrivacyPolicySpec workspace) =>
        [.. Compile(providers, floor, workspace).Config.Endpoints.Select(endpoint => endpoint.Id)];

    private static CompilationResult Compile(ModelProvider[] providers, WorkspacePrivacyPolicySpec floor, WorkspacePrivacyPolicySpec workspace) =>
        WorkspaceCompiler.Compile(Given.Input(providers).WithFloor(floor).WithPolicy(workspace));

    private static Gen<T?> Opinion<T>(params T[] values)
        where T : struct =>
        Gen.Elements<T?>([null, .. values.Select(value => (T?)value)]);

    private static Gen<string?> Opinion(params string[] values) => Gen.Elements<string?>([null, .. values]);

    private static Gen<IReadOnlyList<string>?> Lists(params string[] items) =>
        Gen.OneOf(Gen.Constant<IReadOnlyList<string>?>(null), Gen.SubListOf(items).Select(list => (IReadOnlyList<string>?)list.ToArray()));
}
