using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Generations;

/// <summary>
/// Reads logged content back where this sidecar itself holds it: in its journal until that is delivered and deleted, and in its
/// own folder. Buckets are read by the operator alone: a sidecar's credential needs no right to that.
/// </summary>
internal sealed class GenerationContentReader(Func<DiskJournal?> journal, IObjectStore folder, string prefix)
{
    private static readonly LoggingPolicy Logging = new();

    /// <summary>The content; null: it isn't here.</summary>
    /// <exception cref="IOException">The folder can't be read.</exception>
    /// <exception cref="InvalidDataException">What stands there is damaged.</exception>
    public async ValueTask<GenerationContent?> ReadAsync(
        GenerationRecord record, RouterConfig config, CancellationToken cancellationToken)
    {
        if (!record.ContentLogged)
            return null;
        // What may no longer be stored isn't shown either, though the journal still has it.
        if (Logging.MayStoreContent(record, config) && journal()?.ReadContent(record.Id) is { } captured)
            return ContentAssembler.Assemble(record, captured);
        var scope = new StoreScope { Prefix = prefix, Workspace = record.Workspace, WorkspaceId = record.WorkspaceId };
        var reader = new StoreReader(folder, scope);
        if (await reader.FindAsync(record.Id, cancellationToken) is not { } stored)
            return null;
        var content = await reader.ReadContentAsync(stored, cancellationToken);
        return content.Kind switch
        {
            StoredContentKind.Present => Parse(content.Document),
            StoredContentKind.Damaged => throw new InvalidDataException("The content is damaged."),
            _ => null,
        };
    }

    private static GenerationContent Parse(ReadOnlyMemory<byte> document)
    {
        var content = JsonNode.Parse(document.Span)!;
        var output = content["output"];
        return new GenerationContent
        {
            Input = (JsonObject)content["input"]!,
            Completion = output?["completion"]?.GetValue<string>(),
            Reasoning = output?["reasoning"]?.GetValue<string>(),
            Error = content["error"] as JsonObject,
        };
    }
}
