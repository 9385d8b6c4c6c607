namespace K8sRouter.Core.Storage.Erasing;

/// <summary>Counts while something is erased.</summary>
internal sealed class ErasureTally
{
    private readonly List<ErasureFailure> _failures = [];
    private long _failureCount;

    public long Objects { get; set; }

    public long Rows { get; set; }

    public long Bytes { get; set; }

    public long Generations { get; set; }

    public long RowsErased { get; set; }

    public long AlreadyErased { get; set; }

    public long ContentsErased { get; set; }

    public long ContentBytesErased { get; set; }

    public long ContentsMissing { get; set; }

    public long ObjectsRewritten { get; set; }

    public long DamagedRows { get; set; }

    /// <summary>Ids that were found.</summary>
    public HashSet<string> Found { get; } = [];

    /// <summary>Ids that weren't.</summary>
    public List<string> NotFound { get; } = [];

    public void Failed(ErasureFailure failure)
    {
        _failureCount++;
        if (_failures.Count < ErasureReport.MostFailures)
            _failures.Add(failure);
    }

    public ErasureReport ToReport(bool dryRun) => new()
    {
        DryRun = dryRun,
        Generations = Generations,
        RowsErased = RowsErased,
        AlreadyErased = AlreadyErased,
        ContentsErased = ContentsErased,
        ContentBytesErased = ContentBytesErased,
        ContentsMissing = ContentsMissing,
        ObjectsRewritten = ObjectsRewritten,
        DamagedRows = DamagedRows,
        NotFound = NotFound,
        FailureCount = _failureCount,
        Failures = _failures,
    };
}
