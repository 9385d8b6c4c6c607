using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.References;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Tests.Conformance;

namespace K8sRouter.Sidecar.Tests.Generations;

/// <summary>
/// Zero data retention by each who may demand it, and what of a call then is where: compiled from manifests, as in production.
/// What a caller demands binds us; what a policy demands, of all or of an author, there or in the floor, binds providers.
/// </summary>
public sealed class ZeroRetentionTests
{
    public static TheoryData<bool, bool, bool, bool> Demands()
    {
        var demands = new TheoryData<bool, bool, bool, bool>();
        for (int i = 0; i < 16; i++)
            demands.Add((i & 1) != 0, (i & 2) != 0, (i & 4) != 0, (i & 8) != 0);
        return demands;
    }

    [Theory]
    [MemberData(nameof(Demands))]
    public void A_callers_demand_keeps_content_from_all_but_who_promises_to_keep_none_and_a_policys_demand_from_nobody(
        bool request, bool author, bool policy, bool floor)
    {
        var config = Compile(author, policy, floor);
        var record = Record(request);

        var entitlement = ContentEntitlement.Decide(record, config);

        Assert.Null(entitlement.Refusal);
        Assert.Equal((!request, !request), (entitlement.Logged, entitlement.Used));
        Assert.Equal(["full", "none", "reference", "trusted"], entitlement.Destinations);
        Assert.Equal(request ? ["trusted"] : ["full", "trusted"], entitlement.ContentDestinations);
        Assert.NotNull(config.Events);
        Assert.Equal(policy || floor, config.Policy.ZeroDataRetentionRequired);
        Assert.Equal(author ? ["openai"] : [], config.Policy.ZeroDataRetentionAuthors);
        // When it is sent, once more.
        var content = new CapturedContent { Request = "{}"u8.ToArray() };
        Assert.Equal(entitlement.ContentDestinations, config.Broadcast.Destinations
            .Where(destination => DestinationSelector.Decide(record, destination, GenerationStage.Delivered, content).WithContent)
            .Select(destination => destination.Name));
    }

    public static TheoryData<bool, string?, string?> Requirements() => new()
    {
        { true, null, null },
        { true, "log", "requires its calls to be logged" },
        { true, "full", "sent to the destination full with their content, and it isn't declared to keep none (zeroRetention)" },
        { true, "reference", "sent to the destination reference with a reference to their content" },
        { true, "trusted", null },
        { true, "none", null },
        { false, "log", null },
        { false, "full", null },
        { false, "reference", null },
        { false, "trusted", null },
        { false, "none", null },
    };

    [Theory]
    [MemberData(nameof(Requirements))]
    public void A_call_that_would_get_around_what_is_required_is_refused_and_no_other(bool request, string? required, string? refusal)
    {
        foreach (int demands in Enumerable.Range(0, 8))
        {
            var config = Compile((demands & 1) != 0, (demands & 2) != 0, (demands & 4) != 0, required);

            var entitlement = ContentEntitlement.Decide(Record(request), config);

            if (refusal is null)
            {
                Assert.Null(entitlement.Refusal);
            }
            else
            {
                Assert.Equal(400, entitlement.Refusal?.Status);
                Assert.StartsWith("provider.zdr: ", entitlement.Refusal!.Message, StringComparison.Ordinal);
                Assert.Contains(refusal, entitlement.Refusal.Message, StringComparison.Ordinal);
            }
            Assert.Equal(required is not null and not "log", entitlement.RequiredByDestination);
        }
    }

    [Fact]
    public void A_required_destination_that_doesnt_take_the_call_refuses_none()
    {
        var config = Compile(false, false, false, "full");
        foreach (var change in (Func<DestinationEntry, DestinationEntry>[])[
            entry => entry with { Enabled = false }, entry => entry with { ApiKeyHashes = ["another"] }, entry => entry with { Regions = ["us"] }])
        {
            var changed = config with
            {
                Broadcast = config.Broadcast with { Destinations = [.. config.Broadcast.Destinations.Select(change)] },
            };

            var entitlement = ContentEntitlement.Decide(Record(true), changed);

            Assert.Equal((null, false), (entitlement.Refusal, entitlement.RequiredByDestination));
        }
        Assert.Null(ContentEntitlement.Decide(Record(true), config with { Broadcast = config.Broadcast with { Enabled = false } }).Refusal);
    }

    private static GenerationRecord Record(bool request) => Samples.Generation() with { ZeroDataRetention = request };

    private static RouterConfig Compile(bool author, bool policy, bool floor, string? required = null)
    {
        var gcs = new RecordStore { Location = DataRegion.Us, Gcs = new() { Bucket = "prompts" } };
        var result = WorkspaceCompiler.Compile(new CompilationInput
        {
            Now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
            OperatorNamespace = "k8srouter-system",
            Workspace = WorkspaceNamespace.Of("team-a", null),
            Floor = Policy("k8srouter-system", new() { ZeroDataRetention = new() { Required = floor ? true : null } }),
            Policy = Policy("team-a", new()
            {
                ZeroDataRetention = new()
                {
                    Required = policy ? true : null,
                    Authors = author ? [new() { Author = "openai", Required = true }] : null,
                },
                Store = gcs,
                InputOutputLogging = new() { Enabled = true, Required = required == "log" },
                DataUse = new() { Enabled = true, Store = new() { Location = DataRegion.Us, Gcs = new() { Bucket = "used" } } },
                Events = new() { Redis = new() { Address = "redis.data.svc:6379" } },
            }),
            Destinations =
            [
                Destination("full", ContentMode.Full, required), Destination("trusted", ContentMode.Full, required, zeroRetention: true),
                Destination("reference", ContentMode.Reference, required), Destination("none", ContentMode.None, required),
            ],
        });
        byte[] json = RouterConfigSerializer.Serialize(result.Config);
        return RouterConfigSerializer.Deserialize(json);
    }

    private static WorkspacePrivacyPolicy Policy(string workspace, WorkspacePrivacyPolicySpec spec) => new()
    {
        Metadata = new V1ObjectMeta { Name = "default", NamespaceProperty = workspace },
        Spec = spec,
    };

    private static ObservabilityDestination Destination(string name, ContentMode mode, string? required, bool zeroRetention = false) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "team-a" },
        Spec = new()
        {
            Type = DestinationTypes.Webhook,
            Config = new Dictionary<string, string> { ["url"] = "https://traces.example" },
            ContentMode = mode,
            ZeroRetention = zeroRetention,
            Required = name == required,
        },
    };
}
