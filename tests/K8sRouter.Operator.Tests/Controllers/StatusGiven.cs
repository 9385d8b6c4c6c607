using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.References;
using K8sRouter.Crds.Validation;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Controllers.ModelProviders;
using K8sRouter.Operator.Controllers.ObservabilityDestinations;
using K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Sidecars;
using K8sRouter.Operator.Signing;
using K8sRouter.Operator.Sources.Cluster.Deletions;
using K8sRouter.Operator.Tests.Compilation;

namespace K8sRouter.Operator.Tests.Controllers;

/// <summary>Inputs of statuses for tests, by what a scenario says.</summary>
internal static class StatusGiven
{
    /// <summary>Stands in every Secret: it must never stand in a status.</summary>
    public const string Canary = "sk-canary-8f31";

    /// <summary>Digest of the credentials in force.</summary>
    public static readonly string Digest = new('d', 64);

    public static readonly SigningState Keys = new("1111111111111111", "2222222222222222", null);

    public static readonly RecordStore Store = new()
    {
        Location = DataRegion.Us,
        Gcs = new GoogleCloudStorageSettings { Bucket = "team-a-prompts", Prefix = "k8srouter" },
    };

    public static readonly FieldProblem Problem = new()
    {
        Resource = "anything",
        Path = "spec.retention.maxDays",
        Reason = ProblemReason.Invalid,
        Message = "Invalid value: -1: must be at least 0",
    };

    public static V1Secret PlatformSecret(string value = Canary, string? use = "provider", string key = "apiKey") =>
        Given.Secret(Given.System, "platform", use, key, value);

    public static ModelProviderStatus Of(ModelProvider provider, params V1Secret[] secrets) => Of(provider, [], secrets);

    public static ModelProviderStatus Of(ModelProvider provider, FieldProblem[] problems, params V1Secret[] secrets) =>
        ModelProviderStatusRules.Of(new ModelProviderStatusInput
        {
            Now = Given.Now,
            Provider = provider with { Metadata = provider.Metadata with { Generation = 3 } },
            Problems = problems,
            OperatorNamespace = Given.System,
            Secrets = new SecretLookup(secrets),
        });

    /// <summary>A workspace whose configuration is in force at every sidecar, compiled from the input.</summary>
    public static WorkspaceView View(CompilationInput input, params SidecarObservation[] sidecars)
    {
        var compiled = WorkspaceCompiler.Compile(input);
        return new WorkspaceView
        {
            Compiled = WorkspaceSummary.Of(compiled),
            Delivery = new DeliveryOutcome(DeliveryState.InForce, false, 4096) { Credentials = Digest },
            Signing = Keys,
            Sidecars = [.. sidecars.Select(sidecar => sidecar.Revision == "current"
                ? sidecar with { Revision = compiled.Revision } : sidecar)],
        };
    }

    public static WorkspaceView Delivered(this WorkspaceView view, DeliveryState state, int bytes = 4096) =>
        view with { Delivery = new DeliveryOutcome(state, false, bytes) };

    /// <summary>A workspace that stays as it is.</summary>
    public static WorkspaceView Frozen(Freeze freeze) => new() { Delivery = DeliveryOutcome.Frozen(freeze) };

    public static Freeze FloorInvalid => new(ConditionReasons.FloorInvalid, "The floor is invalid.");

    public static Freeze FloorMissing => MissingPolicyRules.Of(new MissingPolicy { Namespace = Given.System, IsFloor = true, InForce = "u-1" })!;

    public static Freeze DefinitionGone => TrackedKind.FreezeOf("modelproviders.k8srouter.io", OwnerState.Gone, isUnavailable: true)!;

    /// <summary>A sidecar that runs the current configuration.</summary>
    public static SidecarObservation Sidecar(string pod = "web-1") => new()
    {
        Pod = pod,
        Reached = true,
        Revision = "current",
        Credentials = Digest,
        ConfigKeys = [Keys.KeyId, Keys.NextKeyId!],
    };

    public static SidecarObservation Sending(DestinationSending state, string? fault = null) => Sidecar() with
    {
        Destinations = new Dictionary<string, DestinationObservation> { ["hook"] = new(state, fault) },
    };

    public static CompilationInput Input(WorkspacePrivacyPolicySpec? policy = null, params V1Secret[] secrets) =>
        Given.Input(Given.Provider()).WithPolicy(policy ?? new()).WithSecrets(secrets);

    public static WorkspacePrivacyPolicyStatus Policy(WorkspaceView? view, params FieldProblem[] problems) =>
        Policy(view, previous: null, problems);

    public static WorkspacePrivacyPolicyStatus Policy(
        WorkspaceView? view, WorkspacePrivacyPolicyStatus? previous, params FieldProblem[] problems)
    {
        var policy = Given.Policy(view is null ? Given.System : Given.Team, new());
        return PolicyStatusRules.Of(new PolicyStatusInput
        {
            Now = Given.Now,
            Policy = policy with { Metadata = policy.Metadata with { Generation = 7 }, Status = previous },
            Problems = problems,
            Workspace = view,
        });
    }

    public static ObservabilityDestinationStatus Destination(
        WorkspaceView view, ObservabilityDestination? destination = null, params FieldProblem[] problems) =>
        DestinationStatusRules.Of(new DestinationStatusInput
        {
            Now = Given.Now,
            Destination = destination ?? Given.Destination("hook"),
            Problems = problems,
            Workspace = view,
        });
}
