using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Tests.Generations;

/// <summary>A journal that remembers what was written, or refuses.</summary>
internal sealed class MemoryJournal : IJournal
{
    public List<GenerationRecord> Started { get; } = [];

    public List<(GenerationRecord Record, CapturedContent? Content)> Finished { get; } = [];

    public AppendResult StartResult { get; set; } = AppendResult.Written;

    public AppendResult FinishResult { get; set; } = AppendResult.Written;

    public string Sidecar => "abcdef";

    public ValueTask<AppendResult> AppendStartedAsync(GenerationRecord record)
    {
        Started.Add(record);
        return ValueTask.FromResult(StartResult);
    }

    public ValueTask<AppendResult> AppendFinishedAsync(GenerationRecord record, CapturedContent? content)
    {
        Finished.Add((record, content));
        return ValueTask.FromResult(FinishResult);
    }
}
