using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Delivery;

namespace K8sRouter.Operator.Controllers.ObservabilityDestinations;

/// <summary>A destination's status. One that is invalid, surplus or without its Secrets takes no part.</summary>
internal static class DestinationStatusRules
{
    /// <summary>What the compiler finds wrong with Secrets, and not with the destination itself.</summary>
    private static readonly HashSet<string> OfSecrets =
    [
        ConditionReasons.SecretNotFound, ConditionReasons.SecretKeyNotFound, ConditionReasons.SecretNotLabelled,
        ConditionReasons.Invalid,
    ];

    public static ObservabilityDestinationStatus Of(DestinationStatusInput input)
    {
        var destination = input.Destination;
        var found = input.Workspace.Compiled?.Report.Destinations
            .FirstOrDefault(finding => finding.Name == destination.Metadata.Name);
        var accepted = Accepted(input, found);
        var secrets = SecretsResolved(accepted, found);
        var takesPart = secrets.Status == ConditionStatuses.True;
        List<ConditionFinding> findings =
        [
            accepted,
            secrets,
            takesPart || input.Workspace.Delivery?.State == DeliveryState.Frozen
                ? ProgrammedRule.Of(input.Workspace)
                : NotProgrammed(accepted, secrets),
            takesPart ? DeliveringRule.Of(destination, input.Workspace) : NotLookedAt(ConditionTypes.Delivering, accepted),
        ];
        findings.Add(ReadyRule.Of(findings, ReadyRule.ObservabilityDestination));
        return new ObservabilityDestinationStatus
        {
            ObservedGeneration = destination.Metadata.Generation,
            Conditions = ConditionMerge.Merge(
                destination.Status?.Conditions, findings, destination.Metadata.Generation, input.Now),
        };
    }

    private static ConditionFinding Accepted(DestinationStatusInput input, DestinationFinding? found)
    {
        const string Type = ConditionTypes.Accepted;
        var errors = ProblemText.Errors(input.Problems);
        if (errors.Count > 0)
        {
            return ConditionFinding.False(
                Type, ConditionReasons.Invalid, $"{ProblemText.Of(errors)} Until it is mended no trace is sent to it.");
        }
        if (!input.Workspace.IsWorkspace)
        {
            return ConditionFinding.False(
                Type, ConditionReasons.NotAWorkspace,
                "This namespace is no workspace, and nothing is sent from it: label it k8srouter.io/inject=enabled, or give it a "
                + "WorkspacePrivacyPolicy named default. Namespaces of the system, the operator's own and those being deleted "
                + "are never one.");
        }
        if (found is null)
            return ConditionFinding.Unknown(Type, ConditionReasons.Pending, "The workspace hasn't been compiled with it yet.");
        return found.Accepted || OfSecrets.Contains(found.Reason)
            ? ConditionFinding.True(Type, ConditionReasons.Accepted, "The spec takes part.")
            : ConditionFinding.False(Type, found.Reason, found.Message);
    }

    private static ConditionFinding SecretsResolved(ConditionFinding accepted, DestinationFinding? found)
    {
        if (accepted.Status != ConditionStatuses.True)
            return NotLookedAt(ConditionTypes.SecretsResolved, accepted);
        return found!.Accepted
            ? ConditionFinding.True(
                ConditionTypes.SecretsResolved, ConditionReasons.SecretsResolved, "Every Secret that it names can be used.")
            : ConditionFinding.False(ConditionTypes.SecretsResolved, found.Reason, found.Message);
    }

    private static ConditionFinding NotProgrammed(ConditionFinding accepted, ConditionFinding secrets) =>
        accepted.Status == ConditionStatuses.Unknown
            ? NotLookedAt(ConditionTypes.Programmed, accepted)
            : ConditionFinding.False(
                ConditionTypes.Programmed, ConditionReasons.NotTakingPart,
                $"No sidecar is told of it: see {(accepted.Status == ConditionStatuses.False ? accepted : secrets).Type}.");

    private static ConditionFinding NotLookedAt(string type, ConditionFinding accepted) =>
        accepted.Status == ConditionStatuses.Unknown
            ? ConditionFinding.Unknown(type, ConditionReasons.Pending, accepted.Message)
            : ConditionFinding.Unknown(type, ConditionReasons.NotTakingPart, "Not looked at: the destination takes no part.");
}
