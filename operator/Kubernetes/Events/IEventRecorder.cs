using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Sidecars;

namespace K8sRouter.Operator.Kubernetes.Events;

/// <summary>
/// Tells of transitions as Kubernetes events (events.k8s.io/v1). Best effort and bounded: the same thing about the same object
/// within ten minutes is counted into one series, and what can't be sent is dropped and counted. Never waits.
/// </summary>
internal interface IEventRecorder
{
    /// <summary>Tells of something about an object.</summary>
    /// <param name="regarding">The object.</param>
    /// <param name="type">Normal or Warning.</param>
    /// <param name="reason">One of <see cref="ConditionReasons"/>, or of a pod <see cref="PodEventReasons"/>.</param>
    /// <param name="action">What was tried, one CamelCase word.</param>
    /// <param name="note">A sentence for people, cut at 1,000 bytes. Never a secret.</param>
    void Record(IKubernetesObject regarding, EventType type, string reason, string action, string note);
}
