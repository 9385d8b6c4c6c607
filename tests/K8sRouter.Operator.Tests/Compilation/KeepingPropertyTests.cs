using System.Security.Cryptography;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Tests.Compilation;

/// <summary>What must hold of where things are kept, whatever the two levels say.</summary>
public sealed class KeepingPropertyTests
{
    private static readonly Config Checks = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    private static readonly V1Secret[] Secrets =
    [
        Given.Secret(Given.Team, "good", "store", "key", Credential("team")), Given.Secret(Given.System, "good", "store", "key", Credential("platform")),
        Given.Secret(Given.Team, "bad", "store", "key", "{}"), Given.Secret(Given.System, "platform-only", "store", "key", Credential("platform")),
    ];

    private static readonly Gen<RecordStore> NamedStores =
        from location in Opinion(DataRegion.Global, DataRegion.Europe, DataRegion.Us)
        from bucket in Gen.Elements("first", "second", "third")
        from secret in Gen.Elements(null, null, "good", "bad", "platform-only", "missing")
        select new RecordStore
        {
            Location = location,
            Gcs = new() { Bucket = bucket, Credentials = secret is null ? null : new() { Name = secret, Key = "key" } },
        };

    private static readonly Gen<RecordStore?> Stores = Gen.OneOf(Gen.Constant<RecordStore?>(null), NamedStores.Select(store => (RecordStore?)store));

    private static readonly Gen<WorkspacePrivacyPolicySpec> Policies =
        from region in Opinion(DataRegion.Global, DataRegion.Europe, DataRegion.Us)
        from records in Stores
        from enabled in Opinion(true, true, false)
        from required in Opinion(true, false)
        from logging in Stores
        from europe in Stores
        from used in Opinion(true, true, false)
        from use in Stores
        select new WorkspacePrivacyPolicySpec
        {
            Region = region,
            Store = records,
            InputOutputLogging = new()
            {
                Enabled = enabled,
                Required = required,
                Store = logging,
                EuropeStore = europe is null ? null : europe with { Location = DataRegion.Europe },
            },
            DataUse = new() { Enabled = used, Discount = "0.01", Store = use },
        };

    [Fact]
    public void Nothing_is_kept_in_a_bucket_outside_a_region_that_either_level_demands() => Holds((floor, workspace, result) =>
        StoresOf(result.Config).All(store => new[] { floor.Region, workspace.Region }.OfType<DataRegion>()
            .All(region => Regions.Satisfies(store.Location ?? Regions.Global, region.ToString().ToLowerInvariant()))));

    [Fact]
    public void Content_is_in_the_own_folder_only_where_nobody_named_a_store_or_a_region() => Holds((floor, workspace, result) =>
        !result.Config.InputOutputLogging.Enabled
        || (result.Config.InputOutputLogging.Store ?? result.Config.Store) is not null
        || new[] { floor, workspace }.All(level =>
            level is { Store: null, InputOutputLogging.Store: null } && level.Region is null or DataRegion.Global));

    [Fact]
    public void Content_is_logged_only_where_no_level_says_no_and_required_wherever_one_says_so() => Holds((floor, workspace, result) =>
        (!result.Config.InputOutputLogging.Enabled || Agree(floor.InputOutputLogging!.Enabled, workspace.InputOutputLogging!.Enabled))
        && (!result.Config.DataUse.Enabled || Agree(floor.DataUse!.Enabled, workspace.DataUse!.Enabled))
        && result.Config.InputOutputLogging.Required
            == (floor.InputOutputLogging!.Required is true || workspace.InputOutputLogging!.Required is true));

    [Fact]
    public void What_was_wanted_and_isnt_done_is_said() => Holds((floor, workspace, result) =>
        (result.Config.InputOutputLogging.Enabled || !Agree(floor.InputOutputLogging!.Enabled, workspace.InputOutputLogging!.Enabled)
            || result.Report.Notices.Any(notice => notice.Message.StartsWith("Content isn't stored", StringComparison.Ordinal)))
        && (result.Config.DataUse.Enabled || !Agree(floor.DataUse!.Enabled, workspace.DataUse!.Enabled)
            || result.Report.Notices.Any(notice => notice.Message.StartsWith("No content is kept for dataUse", StringComparison.Ordinal))));

    [Fact]
    public void Delivered_are_exactly_the_credentials_of_stores_that_are_used() => Holds((_, _, result) =>
        result.CredentialFiles.Keys.Order(StringComparer.Ordinal)
            .SequenceEqual(StoresOf(result.Config).Select(store => store.CredentialFile).OfType<string>().Order(StringComparer.Ordinal)));

    [Fact]
    public void The_platforms_credential_is_delivered_for_the_floors_stores_alone_and_that_is_said() => Holds((floor, _, result) =>
    {
        var ofFloor = new[] { floor.Store, floor.InputOutputLogging!.Store, floor.InputOutputLogging.EuropeStore, floor.DataUse!.Store }
            .OfType<RecordStore>().Where(store => store.Gcs.Credentials is not null).Select(store => store.Gcs.Bucket).ToHashSet();
        var platform = StoresOf(result.Config).Where(store =>
            store.CredentialFile is { } file && result.CredentialFiles[file].Contains("platform", StringComparison.Ordinal)).ToArray();
        return platform.All(store => ofFloor.Contains(store.Bucket))
            && platform.Select(store => $"gs://{store.Bucket}").ToHashSet().SetEquals(result.Report.PlatformCredentials);
    });

    [Fact]
    public void What_is_used_never_lies_among_what_is_kept() => Holds((_, _, result) =>
        !result.Config.DataUse.Enabled
        || (result.Config.DataUse.Store is { } used
            && new[] { result.Config.Store, result.Config.InputOutputLogging.Store }.All(kept => kept?.Bucket != used.Bucket || kept.Prefix != used.Prefix)));

    private static void Holds(Func<WorkspacePrivacyPolicySpec, WorkspacePrivacyPolicySpec, CompilationResult, bool> property) =>
        Check.One(Checks, Prop.ForAll(
            (from floor in Policies from workspace in Policies select (floor, workspace)).ToArbitrary(),
            world => property(world.floor, world.workspace, WorkspaceCompiler.Compile(
                Given.Input(Given.Provider()).WithFloor(world.floor).WithPolicy(world.workspace).WithSecrets(Secrets)))));

    private static IEnumerable<StoreSettings> StoresOf(RouterConfig config) =>
        new[] { config.Store, config.InputOutputLogging.Store, config.DataUse.Store }.OfType<StoreSettings>();

    private static bool Agree(bool? floor, bool? workspace) => floor is not false && workspace is not false && (floor ?? workspace) is true;

    private static Gen<T?> Opinion<T>(params T[] values)
        where T : struct => Gen.Elements([null, .. values.Select(value => (T?)value)]);

    private static string Credential(string owner)
    {
        using var key = RSA.Create(2048);
        return JsonSerializer.Serialize(new
        {
            type = "service_account",
            client_email = owner,
            token_uri = "https://oauth2.googleapis.com/token",
            private_key = key.ExportPkcs8PrivateKeyPem(),
        });
    }
}
