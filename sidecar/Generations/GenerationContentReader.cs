using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Generations;

/// <summary>
/// Reads logged content back where this sidecar itself holds it: in its journal until that is delivered and deleted, and in its
/// own folder. Buckets are read by the operator alone: a sidecar's credential needs no right to that.
/// </summary>
internal sealed class GenerationContentReader(Func<DiskJournal?> journal, IObjectStore folder, string prefix)
{
    /// <summary>The content; null: it isn't here.</summary>
    /// <exception cref="IOException">The folder can't be read.</exception>
    public async ValueTask<GenerationContent?> ReadAsync(
        GenerationRecord record, RouterConfig config, CancellationToken cancellationToken)
    {
        if (!record.ContentLogged)
            return null;
        // What may no longer be stored isn't shown either, though the journal still has it.
        if (new LoggingPolicy().MayStoreContent(record, config) && journal()?.ReadContent(record.Id) is { } captured)
            return ContentAssembler.Assemble(record, captured);
        var reader = new GenerationReader(folder, prefix, record.Workspace, record.WorkspaceId);
        return await reader.FindAsync(record.Id, cancellationToken) is { ContentBucket: null } stored
            && await reader.ReadContentAsync(stored, cancellationToken) is { } document
                ? Parse(document)
                : null;
    }

    /// <summary>Null: what stands there is no content, such as what an erased one leaves.</summary>
    private static GenerationContent? Parse(byte[] document)
    {
        if (JsonNode.Parse(document) is not JsonObject content || content["input"] is not JsonObject input)
            return null;
        var output = content["output"];
        return new GenerationContent
        {
            Input = input,
            Completion = output?["completion"]?.GetValue<string>(),
            Reasoning = output?["reasoning"]?.GetValue<string>(),
            Error = content["error"] as JsonObject,
        };
    }
}
