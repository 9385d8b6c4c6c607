using System.Collections.Concurrent;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Events;

namespace K8sRouter.Operator.Tests.Sidecars.Completion;

/// <summary>Events, as they were told.</summary>
internal sealed class RecordedEvents : IEventRecorder
{
    private readonly ConcurrentQueue<(string Name, EventType Type, string Reason, string Note)> _told = new();

    public IReadOnlyList<(string Name, EventType Type, string Reason, string Note)> Told => [.. _told];

    public void Record(IKubernetesObject regarding, EventType type, string reason, string action, string note) =>
        _told.Enqueue((regarding.Metadata.Name!, type, reason, note));
}
