using System.Collections.Concurrent;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Controllers;

/// <summary>Writes statuses whose meaning changed, and tells of transitions once they are written.</summary>
[GenericRbac(RbacScope.Cluster, "k8srouter.io",
    "modelproviders/status,observabilitydestinations/status,workspaceprivacypolicies/status", RbacVerb.Patch,
    For = "conditions, by server-side apply")]
[GenericRbac(RbacScope.Cluster, "events.k8s.io", "events", RbacVerb.Create | RbacVerb.Patch, For = "transitions of conditions")]
internal sealed class StatusWriter(IKubernetes kubernetes, IEventRecorder events)
{
    /// <summary>Field manager of statuses.</summary>
    public const string FieldManager = "k8srouter-status";

    private static readonly PatchOptions Apply = new() { FieldManager = FieldManager, Force = true, Subresource = "status" };

    private readonly ConcurrentDictionary<(Type Kind, ResourceKey Key), Written> _written = new();

    /// <summary>Writes what there is to write. An object that is gone needs no status.</summary>
    public async Task WriteAsync<T>(T entity, StatusUpdate update, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        if (update.Patch is not { } patch)
            return;
        var metadata = entity.Metadata;
        // Our own write may not have come back by the watch yet: the same answer to the same question isn't given twice.
        var key = (typeof(T), ResourceKey.Of(entity));
        if (_written.TryGetValue(key, out var last) && last.Seen == metadata.ResourceVersion
            && last.Content.Span.SequenceEqual(patch.Content.Span))
            return;
        try
        {
            await kubernetes.PatchAsync<T>(metadata.NamespaceProperty, metadata.Name!, patch, Apply, cancellationToken);
        }
        catch (KubernetesException fault) when (fault.IsNotFound)
        {
            return;
        }
        _written[key] = new Written(metadata.ResourceVersion, patch.Content);
        foreach (var told in update.Events)
            events.Record(entity, told.Type, told.Reason, told.Action, told.Note);
    }

    /// <summary>Forgets an object that is gone.</summary>
    public void Forget<T>(string? @namespace, string name) =>
        _written.TryRemove((typeof(T), new ResourceKey(@namespace, name)), out _);

    private sealed record Written(string? Seen, ReadOnlyMemory<byte> Content);
}
