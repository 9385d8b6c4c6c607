using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>
/// What may happen to the prompts of a workspace, which is a namespace: the providers that may see them, and what is kept
/// of them. One per namespace, named <c>default</c>. The one in the operator's own namespace is the organization's floor:
/// it binds every workspace, which can only be stricter. A field that is absent has no opinion; where neither level has
/// one, the private choice applies.
/// </summary>
[KubernetesEntity(Group = KubernetesGroup.Name, ApiVersion = KubernetesGroup.Version, Kind = "WorkspacePrivacyPolicy",
    PluralName = "workspaceprivacypolicies", ShortName = "wpp", Namespaced = true, OnlyName = WorkspacePrivacyPolicy.OnlyName)]
[PrinterColumn("Allowed", "integer", ".status.allowedEndpoints", "Endpoints that requests may be routed to", Order = 1)]
[PrinterColumn("Excluded", "integer", ".status.excludedEndpoints", "Endpoints that the policy forbids", Order = 2)]
[PrinterColumn("Logging", "string", ".status.logging", "Whether prompts and completions are kept", Order = 3)]
[PrinterColumn("Sidecars", "string", ".status.sidecars", "Sidecars that run this policy, of all", Order = 4)]
[PrinterColumn("Injection", "string", ".status.injection", "Whether pods have the sidecar that they should have", Order = 5)]
[PrinterColumn("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status", "Whether it is in force", Order = 6)]
[PrinterColumn("Reason", "string", ".status.conditions[?(@.type==\"Ready\")].reason", "Why", Order = 7, Wide = true)]
[PrinterColumn("Revision", "string", ".status.revision", "Configuration made from it", Order = 8, Wide = true)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp", "Time since creation", Order = 9)]
[InitialConditions(ConditionTypes.Accepted, ConditionTypes.CredentialsResolved, ConditionTypes.EndpointsAllowed,
    ConditionTypes.RecordsStored, ConditionTypes.StorageReady, ConditionTypes.Programmed, ConditionTypes.Injected,
    ConditionTypes.Verified, ConditionTypes.Enforced, ConditionTypes.Ready)]
public sealed record WorkspacePrivacyPolicy : KubernetesResource<WorkspacePrivacyPolicySpec, WorkspacePrivacyPolicyStatus>
{
    /// <summary>The only name that one may have.</summary>
    public const string OnlyName = "default";
}
