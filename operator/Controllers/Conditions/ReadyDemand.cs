using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Controllers.Conditions;

/// <summary>What Ready asks of another condition.</summary>
/// <param name="Type">One of <see cref="ConditionTypes"/>.</param>
/// <param name="MayBeUnknown">True: only <c>False</c> keeps the object from being ready.</param>
internal sealed record ReadyDemand(string Type, bool MayBeUnknown = false);
