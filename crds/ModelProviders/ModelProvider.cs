using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ModelProviders;

/// <summary>
/// A company or cluster that serves models: where it is reached, what it does with prompts, and which models it has. Its
/// name is the slug that callers write. Applying one lets nobody use it yet: a workspace's policy must allow it, and the
/// workspace must hold a credential for it.
/// </summary>
[KubernetesEntity(Group = KubernetesGroup.Name, ApiVersion = KubernetesGroup.Version, Kind = "ModelProvider",
    PluralName = "modelproviders", ShortName = "mp")]
[PrinterColumn("Training", "string", ".status.training", "Whether prompts may be trained on", Order = 1)]
[PrinterColumn("Retention", "string", ".status.retention", "How long prompts are kept", Order = 2)]
[PrinterColumn("ZDR", "string", ".status.zeroDataRetention", "Whether nothing is kept", Order = 3)]
[PrinterColumn("Region", "string", ".status.region", "Where every datacenter lies", Order = 4)]
[PrinterColumn("Models", "integer", ".status.models", "Number of models", Order = 5)]
[PrinterColumn("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status", "Whether it can be used", Order = 6)]
[PrinterColumn("Reason", "string", ".status.conditions[?(@.type==\"Ready\")].reason", "Why", Order = 7, Wide = true)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp", "Time since creation", Order = 8)]
[InitialConditions(ConditionTypes.Accepted, ConditionTypes.CredentialResolved, ConditionTypes.FactsCurrent, ConditionTypes.Ready)]
public sealed record ModelProvider : KubernetesResource<ModelProviderSpec, ModelProviderStatus>;
