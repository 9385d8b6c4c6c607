using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// One append on its way to the disk. Its payload is a copy of its own, so that whoever waits for it may leave first, and take
/// the memory of the request with them.
/// </summary>
/// <param name="kind">What it is.</param>
/// <param name="record">Metadata.</param>
/// <param name="content">Content; null: none.</param>
/// <param name="encoder">Takes the payload; given back by whoever ends the append.</param>
/// <param name="since">Timestamp of its beginning.</param>
internal sealed class PendingAppend(
    RecordKind kind, GenerationRecord record, CapturedContent? content, RecordEncoder encoder, long since)
{
    private readonly TaskCompletionSource<AppendOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _decided;

    public RecordKind Kind => kind;

    public GenerationRecord Record => record;

    public byte Flags { get; } = content is null ? (byte)0 : RecordHeader.HasContent;

    public RecordEncoder Encoder => encoder;

    public long Since => since;

    public Task<AppendOutcome> Done => _done.Task;

    /// <summary>Somebody has said, or is about to say, what became of it.</summary>
    public bool IsDecided => Volatile.Read(ref _decided) != 0;

    /// <summary>True for the one who is to say what became of it.</summary>
    public bool TryDecide() => Interlocked.Exchange(ref _decided, 1) == 0;

    public void Complete(AppendOutcome outcome) => _done.SetResult(outcome);

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
