using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ObservabilityDestinations;

/// <summary>A place to which the traces of a workspace's calls are sent. At most five of a type per workspace.</summary>
[KubernetesEntity(Group = KubernetesGroup.Name, ApiVersion = KubernetesGroup.Version, Kind = "ObservabilityDestination",
    PluralName = "observabilitydestinations", ShortName = "od", Namespaced = true)]
[PrinterColumn("Type", "string", ".spec.type", "Kind of destination", Order = 1)]
[PrinterColumn("Enabled", "boolean", ".spec.enabled", "Whether traces are sent", Order = 2)]
[PrinterColumn("Sampling", "number", ".spec.samplingRate", "Share of traces sent", Order = 3)]
[PrinterColumn("Content", "string", ".spec.contentMode", "Whether traces hold prompts and completions", Order = 4)]
[PrinterColumn("ZDR", "boolean", ".spec.zeroRetention", "Whether it is declared to keep no content", Order = 5)]
[PrinterColumn("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status", "Whether it is in use", Order = 6)]
[PrinterColumn("Reason", "string", ".status.conditions[?(@.type==\"Ready\")].reason", "Why", Order = 7, Wide = true)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp", "Time since creation", Order = 8)]
[InitialConditions(ConditionTypes.Accepted, ConditionTypes.SecretsResolved, ConditionTypes.Programmed, ConditionTypes.Delivering,
    ConditionTypes.Ready)]
public sealed record ObservabilityDestination : KubernetesResource<ObservabilityDestinationSpec, ObservabilityDestinationStatus>;
