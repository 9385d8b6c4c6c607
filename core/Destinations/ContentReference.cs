using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// What a trace holds in the place of the content where the destination's mode is <see cref="ContentModes.Reference"/>. Traces
/// are sent before the segment with the content is sealed and named: told is what the names of the few objects that can hold it
/// begin with, and the id by which it is found in them.
/// </summary>
internal static class ContentReference
{
    /// <summary><c>logged</c> or <c>not_logged</c>.</summary>
    public const string State = "k8srouter.content";

    /// <summary>
    /// Beginning of the object's name: <c>gs://bucket/prefix/content/workspace=W/dt=2026-11-20/hour=15/SIDECAR-</c>.
    /// </summary>
    public const string Reference = "k8srouter.content.reference";

    /// <summary>The generation's id.</summary>
    public const string GenerationId = "k8srouter.content.generation_id";

    /// <summary>The attributes of the root, in order; none in another mode.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Attributes(GenerationRecord record, DestinationEntry destination)
    {
        if (destination.ContentMode != ContentModes.Reference)
            yield break;
        if (!record.ContentLogged || !GenerationIds.TryParse(record.Id, out var second, out string sidecar))
        {
            yield return new(State, "not_logged");
            yield break;
        }
        string place = destination.ContentPlace is { } store ? store.TrimEnd('/') + "/" : "";
        yield return new(State, "logged");
        yield return new(Reference, place + ObjectNames.ContentPrefix("", record.Workspace, second, sidecar));
        yield return new(GenerationId, record.Id);
    }
}
