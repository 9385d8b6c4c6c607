using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Journal;

/// <summary>The append-only log of generations, as the road of a request sees it.</summary>
internal interface IJournal
{
    /// <summary>The six characters that name this journal folder, and so this sidecar.</summary>
    string Sidecar { get; }

    /// <summary>
    /// Notes that a call is about to be sent upstream; a <paramref name="record"/> without an end becomes
    /// <see cref="GenerationOutcomes.RouterCrashed"/> at the next start. Returns once it is written.
    /// </summary>
    ValueTask<AppendResult> AppendStartedAsync(GenerationRecord record);

    /// <summary>
    /// Writes a finished generation. Returns once it is written (survives the end of this process); with the policy
    /// <c>group</c> once it is on the disk. Never throws for a fault of the disk, nor waits for one that hangs: the result says
    /// so and the loss is counted.
    /// </summary>
    /// <param name="record">Metadata, written always.</param>
    /// <param name="content">Content; null where no sink is entitled to it. Copied before this first returns.</param>
    ValueTask<AppendResult> AppendFinishedAsync(GenerationRecord record, CapturedContent? content);
}
