using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Events;

namespace K8sRouter.Operator.Controllers.Conditions;

/// <summary>A transition to tell of, as <see cref="IEventRecorder.Record"/> takes it.</summary>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Reason">One of <see cref="ConditionReasons"/>.</param>
/// <param name="Action">What was tried, one CamelCase word.</param>
/// <param name="Note">The condition's message.</param>
internal sealed record StatusEvent(EventType Type, string Reason, string Action, string Note);
