using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Verifying;

/// <summary>Counts while a store is verified.</summary>
internal sealed class VerificationTally(int mostProblems, IProgress<StoreProgress>? progress)
{
    private readonly SortedDictionary<StoreProblemKind, long> _counts = [];
    private readonly List<StoreProblem> _problems = [];

    public long RecordsObjects { get; set; }

    public long ContentObjects { get; set; }

    public long Bytes { get; set; }

    public long Rows { get; set; }

    public long Contents { get; set; }

    public long ContentsErased { get; set; }

    public long ContentsExpired { get; set; }

    public long ContentsSwept { get; set; }

    public long RecordsSwept { get; set; }

    public void Problem(StoreProblemKind kind, string name, long? offset, string? id, string message)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (_problems.Count < mostProblems)
            _problems.Add(new() { Kind = kind, ObjectName = name, Offset = offset, Id = id, Message = message });
    }

    public void WrongChecksum(string name) => Problem(
        StoreProblemKind.WrongChecksum, name, null, null, "The bytes don't have the checksum that stands with them.");

    public void Unreadable(string name, Exception fault) =>
        Problem(StoreProblemKind.Unreadable, name, null, null, fault.Message);

    public void Done(StoredObject done)
    {
        Bytes += done.Length;
        progress?.Report(new(RecordsObjects + ContentObjects, Rows, Bytes, done.Name));
    }

    public VerificationReport ToReport() => new()
    {
        RecordsObjects = RecordsObjects,
        ContentObjects = ContentObjects,
        Bytes = Bytes,
        Rows = Rows,
        Contents = Contents,
        ContentsErased = ContentsErased,
        ContentsExpired = ContentsExpired,
        ContentsSwept = ContentsSwept,
        RecordsSwept = RecordsSwept,
        ProblemCounts = _counts,
        Problems = _problems,
    };
}
