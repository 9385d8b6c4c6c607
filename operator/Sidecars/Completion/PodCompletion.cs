using System.Collections.Concurrent;
using K8sRouter.Core;
using K8sRouter.Operator.Controllers;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Kubernetes.Queues;

namespace K8sRouter.Operator.Sidecars.Completion;

/// <summary>
/// Ends the sidecars of pods that would otherwise never complete, such as those of Jobs: tells each until its container has
/// ended, less and less often. One that can't be told is said once in the log, and after some minutes in an event on the pod.
/// </summary>
/// <param name="pods">Pods with a sidecar.</param>
/// <param name="quit">Tells one; bounded in time by itself, and doesn't throw for a sidecar's faults.</param>
/// <param name="tokenOf">The token of a namespace's sidecars, read when it is needed and not kept; null: there is none.</param>
/// <param name="events">Told of pods that are stuck.</param>
/// <param name="time">Paces the attempts.</param>
/// <param name="logger">Told of each pod once.</param>
internal sealed class PodCompletion(
    IInformer<SlimPod> pods, Func<SidecarPod, string, CancellationToken, Task<QuitOutcome>> quit,
    Func<string, CancellationToken, Task<string?>> tokenOf, IEventRecorder events, TimeProvider time, ILogger logger)
{
    /// <summary>A sidecar may drain for a while after it was told.</summary>
    private static readonly Backoff Again = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<ResourceKey, QuitAttempts> _attempts = new();
    private readonly ConcurrentDictionary<QuitOutcome, long> _outcomes = new();

    /// <summary>What came of all attempts.</summary>
    public IReadOnlyDictionary<QuitOutcome, long> Outcomes => _outcomes;

    /// <summary>Adds pods whose sidecar is to end to the queue, until disposed.</summary>
    public IDisposable Subscribe(IWorkQueue<ResourceKey> queue) => pods.Subscribe(change =>
    {
        if (change.New is { } pod && CompletionRule.Of(pod).Quit is not null)
            queue.Add(ResourceKey.Of(pod));
    });

    /// <summary>Whether there is something to do about a pod.</summary>
    public bool IsWanted(ResourceKey key) =>
        pods.Get(key.Namespace, key.Name) is { } pod && CompletionRule.Of(pod).Quit is not null;

    /// <summary>Tells a pod's sidecar to end, if it still is to.</summary>
    public async Task<ReconciliationResult> ReconcileAsync(ResourceKey key, CancellationToken cancellationToken)
    {
        if (pods.Get(key.Namespace, key.Name) is not { } pod || CompletionRule.Of(pod).Quit is not { } told)
        {
            _attempts.TryRemove(key, out _);
            return default;
        }
        var attempts = _attempts.AddOrUpdate(
            key, _ => new QuitAttempts(told.Uid), (_, known) => known.Uid == told.Uid ? known : new QuitAttempts(told.Uid));
        var outcome = await tokenOf(told.Namespace, cancellationToken) is { } token
            ? await quit(told, token, cancellationToken)
            : QuitOutcome.NoToken;
        _outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
        if (outcome == QuitOutcome.Accepted)
            Succeeded(key, attempts);
        else
            Failed(key, pod, told, attempts, outcome);
        attempts.Count++;
        return new ReconciliationResult(Again.Delay(attempts.Count, null, SidecarMonitor.Place(told.Uid)));
    }

    private void Succeeded(ResourceKey key, QuitAttempts attempts)
    {
        attempts.FailingSince = null;
        if (attempts.Accepted)
            return;
        attempts.Accepted = true;
        Log.SidecarToldToEnd(logger, key.ToString());
    }

    private void Failed(ResourceKey key, SlimPod pod, SidecarPod told, QuitAttempts attempts, QuitOutcome outcome)
    {
        attempts.FailingSince ??= time.GetTimestamp();
        // One that was told is ending: that it doesn't answer any more is no fault.
        if (!attempts.Accepted && !attempts.IsLogged)
        {
            attempts.IsLogged = true;
            Log.SidecarNotToldToEnd(logger, key.ToString(), QuitText.Cause(outcome, told.AdminPort));
        }
        if (attempts.IsTold || time.GetElapsedTime(attempts.FailingSince.Value) < Patience)
            return;
        attempts.IsTold = true;
        events.Record(pod, EventType.Warning, PodEventReasons.SidecarKeepsPodRunning, "Quit", QuitText.Note(told, outcome));
    }
}
