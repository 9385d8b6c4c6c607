using System.Diagnostics.Metrics;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Leases;
using K8sRouter.Operator.Kubernetes.Queues;

namespace K8sRouter.Operator.Diagnostics;

/// <summary>What the operator counts of its own work. Labels are names of resources, queues and reasons.</summary>
internal static class OperatorMetrics
{
    /// <summary>Makes the instruments, which read what is counted anyway.</summary>
    /// <param name="meter">Theirs.</param>
    /// <param name="informers">Counts by resource.</param>
    /// <param name="queues">Counts by queue.</param>
    /// <param name="isLeader">Whether this replica leads.</param>
    /// <param name="events">Counts of events.</param>
    public static void Observe(
        Meter meter, InformerFactory informers, Func<IEnumerable<KeyValuePair<string, WorkQueueStatistics>>> queues,
        Func<bool> isLeader, EventRecorder events)
    {
        IEnumerable<Measurement<long>> Informers(Func<InformerStatistics, long> count) =>
            informers.Statistics.Select(item => new Measurement<long>(count(item.Value), Label("resource", item.Key)));
        IEnumerable<Measurement<T>> Queues<T>(Func<WorkQueueStatistics, T> count)
            where T : struct =>
            queues().Select(item => new Measurement<T>(count(item.Value), Label("queue", item.Key)));

        meter.CreateObservableGauge(
            "k8srouter_leader", () => isLeader() ? 1 : 0, description: "1: this replica leads.");
        meter.CreateObservableGauge(
            "k8srouter_informer_objects", () => Informers(one => one.Objects), description: "Objects in memory, by resource.");
        meter.CreateObservableGauge(
            "k8srouter_informer_unreadable_objects", () => Informers(one => one.Unreadable),
            description: "Objects that are there and can't be read, by resource.");
        meter.CreateObservableCounter(
            "k8srouter_informer_lists_total", () => Informers(one => one.Lists), description: "Lists begun, by resource.");
        meter.CreateObservableCounter(
            "k8srouter_informer_watches_total", () => Informers(one => one.Watches), description: "Watches begun, by resource.");
        meter.CreateObservableCounter(
            "k8srouter_informer_restarts_total",
            () => informers.Statistics.SelectMany(item => item.Value.Restarts.Select(restart =>
                new Measurement<long>(restart.Value, Label("resource", item.Key), Label("reason", restart.Key)))),
            description: "Lists and watches that ended, by resource and reason.");
        meter.CreateObservableGauge(
            "k8srouter_queue_depth", () => Queues(one => (long)one.Depth), description: "Keys that wait for a worker, by queue.");
        meter.CreateObservableCounter(
            "k8srouter_reconciliations_total",
            () => Queues(one => one.Successes).Select(one => With(one, "success"))
                .Concat(Queues(one => one.Failures).Select(one => With(one, "failure"))),
            description: "Reconciliations, by queue and result; a failure is tried again.");
        meter.CreateObservableCounter(
            "k8srouter_queue_wait_seconds_total", () => Queues(one => one.Waited.TotalSeconds),
            description: "Time that keys waited for a worker, by queue.");
        meter.CreateObservableCounter(
            "k8srouter_reconciliation_seconds_total", () => Queues(one => one.Worked.TotalSeconds),
            description: "Time that keys were worked on, by queue.");
        meter.CreateObservableGauge(
            "k8srouter_queue_longest_running_seconds", () => Queues(one => one.LongestRunning.TotalSeconds),
            description: "Since when the oldest reconciliation at work runs, by queue; 0: none does.");
        meter.CreateObservableCounter(
            "k8srouter_events_sent_total", () => events.Sent, description: "Kubernetes events that the API server took.");
        meter.CreateObservableCounter(
            "k8srouter_events_dropped_total",
            () => events.Dropped.Select(one => new Measurement<long>(one.Value, Label("reason", one.Key))),
            description: "Kubernetes events that weren't sent, by reason.");
    }

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    private static Measurement<long> With(Measurement<long> one, string result) =>
        new(one.Value, [.. one.Tags, Label("result", result)]);
}
