using System.Collections.Concurrent;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Events;

namespace K8sRouter.Operator.Delivery.Cluster;

/// <summary>Tells who wrote a delivered object beside the operator, and counts it.</summary>
/// <param name="events">Told, about the object.</param>
/// <param name="time">When it was found.</param>
internal sealed class ForeignWriters(IEventRecorder events, TimeProvider time)
{
    private const string Unknown = "unknown";
    private const int MaxManagerCharacters = 128;

    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>The last writer of an object, by kind and namespace.</summary>
    private readonly ConcurrentDictionary<(string, string?), (string?, DateTimeOffset?)> _told = new();

    /// <summary>How often, by kind of object.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Who wrote an object that isn't as it should be; null: nobody but the operator.</summary>
    /// <param name="entity">The object as it was found.</param>
    /// <param name="wasRight">Whether this process had left it as it should be.</param>
    public ForeignWrite? Find(IKubernetesObject? entity, bool wasRight)
    {
        if (entity is null)
            return null;
        var writer = WriterSinceOurs(entity.Metadata.ManagedFields ?? []);
        if (writer is null ? !wasRight : IsTold(entity, writer))
            return null;
        var name = Shown(writer?.Manager ?? "");
        var target = $"{entity.Kind} {entity.Metadata.Name}";
        _counts.AddOrUpdate(entity.Kind, 1, (_, count) => count + 1);
        events.Record(
            entity, EventType.Warning, ConditionReasons.ForeignWriter, "Deliver",
            $"{target} was written by \"{name}\" (its field manager), which only the operator may. What differs was put right, "
            + "and sidecars that verify signatures didn't take it. See in the audit log who that was, and take the right to "
            + "write it away.");
        return new ForeignWrite(target, name, time.GetUtcNow());
    }

    /// <summary>
    /// The last who wrote since the operator did. Others may have written before, such as a backup that was restored, and own
    /// what hasn't changed since.
    /// </summary>
    private static V1ManagedFieldsEntry? WriterSinceOurs(IReadOnlyList<V1ManagedFieldsEntry> entries)
    {
        var ours = entries.Where(IsOurs).Max(entry => entry.Time);
        return entries.Where(entry => !IsOurs(entry) && (ours is null || entry.Time >= ours)).MaxBy(entry => entry.Time);
    }

    /// <summary>Our name with another operation than ours is somebody who uses it.</summary>
    private static bool IsOurs(V1ManagedFieldsEntry entry) =>
        entry is { Manager: ClusterDelivery.FieldManager, Operation: "Apply" };

    /// <summary>
    /// Times are whole seconds: who wrote in the second of our own write would be told of again at the next change.
    /// </summary>
    private bool IsTold(IKubernetesObject entity, V1ManagedFieldsEntry writer)
    {
        var key = (entity.Kind, entity.Metadata.NamespaceProperty);
        var isTold = _told.TryGetValue(key, out var last) && last == (writer.Manager, writer.Time);
        _told[key] = (writer.Manager, writer.Time);
        return isTold;
    }

    private static bool IsShown(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '/';

    /// <summary>The name is the writer's own choice.</summary>
    private static string Shown(string manager)
    {
        var shown = new string([.. manager.Where(IsShown).Take(MaxManagerCharacters)]);
        return shown.Length > 0 ? shown : Unknown;
    }
}
