using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Generations;

/// <summary>Reads content back where this sidecar itself keeps it (a local folder); the operator reads cloud stores.</summary>
internal interface IGenerationContentReader
{
    /// <summary>The content; null: not stored here.</summary>
    ValueTask<GenerationContent?> ReadAsync(GenerationRecord record, CancellationToken cancellationToken);
}
