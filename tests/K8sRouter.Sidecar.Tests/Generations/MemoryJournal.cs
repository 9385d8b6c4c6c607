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
        // What it holds goes back to a pool after the call.
        Finished.Add((record, content is null ? null : content with
        {
            Request = content.Request.ToArray(),
            Response = content.Response.ToArray(),
            Errors = content.Errors.ToArray(),
        }));
        return ValueTask.FromResult(FinishResult);
    }
}
