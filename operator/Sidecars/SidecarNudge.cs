using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Sidecars;

/// <summary>
/// Touches an annotation of pods that lag, so that the kubelet looks at once and not within a minute at what their volumes should
/// hold. Optional: without it configurations arrive later, and all the same. By way of pods/status, which spares the right to
/// patch pods. For one caller at a time.
/// </summary>
/// <param name="kubernetes">The API.</param>
/// <param name="time">Paces it, and makes each touch another.</param>
[GenericRbac(RbacScope.Cluster, "", "pods/status", RbacVerb.Patch,
    For = "an annotation by which the kubelet refreshes the volume of a lagging sidecar. It spares the right to patch pods")]
internal sealed class SidecarNudge(IKubernetes kubernetes, TimeProvider time)
{
    public const string Annotation = "k8srouter.io/config-revision";

    /// <summary>A refresh that didn't come, or came before the kubelet knew the new content, is asked for again.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(15);

    private static readonly PatchOptions Options = new() { FieldManager = "k8srouter-workspace", Subresource = "status" };

    private readonly NudgeBudget _budget = new(time);
    private Dictionary<(string Uid, SidecarTarget Target), long> _last = [];

    /// <summary>
    /// Nudges those that weren't within the last fifteen seconds, as far as the budget of all workspaces goes; those left over
    /// get their turn at the next call. Answers how many it nudged.
    /// </summary>
    /// <param name="lagging">Every lagging sidecar of every workspace, with what each should run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KubernetesException">The server refuses, otherwise than for a pod that is gone.</exception>
    public async Task<int> NudgeAsync(
        IReadOnlyCollection<(SidecarPod Pod, SidecarTarget Target)> lagging, CancellationToken cancellationToken)
    {
        // Whoever no longer lags is forgotten.
        var wanted = lagging.Select(item => (item.Pod.Uid, item.Target)).ToHashSet();
        _last = _last.Where(item => wanted.Contains(item.Key)).ToDictionary();
        var nudged = 0;
        foreach (var (pod, target) in lagging)
        {
            if (_last.TryGetValue((pod.Uid, target), out var last) && time.GetElapsedTime(last) < Again)
                continue;
            if (!_budget.TryTake())
                break;
            _last[(pod.Uid, target)] = time.GetTimestamp();
            await TouchAsync(pod, target, cancellationToken);
            nudged++;
        }
        return nudged;
    }

    private async Task TouchAsync(SidecarPod pod, SidecarTarget target, CancellationToken cancellationToken)
    {
        // The same value again would be no change, and the kubelet wouldn't hear of it.
        var value = string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Revision[..12]}.{target.Credentials?[..12] ?? "-"}.{time.GetUtcNow().ToUnixTimeSeconds()}");
        var patch = new JsonObject
        {
            // Of a pod made anew under the name, the server refuses it.
            ["metadata"] = new JsonObject { ["uid"] = pod.Uid, ["annotations"] = new JsonObject { [Annotation] = value } },
        };
        try
        {
            await kubernetes.PatchAsync<SlimPod>(
                pod.Namespace, pod.Name,
                new V1Patch(PatchType.MergePatch, Encoding.UTF8.GetBytes(patch.ToJsonString())), Options,
                cancellationToken);
        }
        catch (KubernetesException gone) when (gone.IsNotFound || gone.IsConflict)
        {
            // The pod went, or another has its name: there is nothing to refresh.
        }
    }
}
