using K8sRouter.Core.Storage.Erasing;

namespace K8sRouter.Operator.Commands.Logs.Erasing;

/// <summary>What became of all requests of a command.</summary>
/// <param name="Report">Their sum.</param>
/// <param name="NotFound">Ids that the store doesn't hold.</param>
internal sealed record ErasureOutcome(ErasureReport Report, IReadOnlyList<string> NotFound)
{
    /// <summary>Whether nothing that was asked for is left, as far as can be known.</summary>
    public bool IsWhole => Report.FailureCount == 0 && Report.DamagedRows == 0 && NotFound.Count == 0;

    public static ErasureOutcome Nothing(bool dryRun) => new(
        new ErasureReport
        {
            DryRun = dryRun,
            Generations = 0,
            RowsErased = 0,
            AlreadyErased = 0,
            ContentsErased = 0,
            ContentBytesErased = 0,
            ContentsMissing = 0,
            ObjectsRewritten = 0,
            DamagedRows = 0,
            FailureCount = 0,
            Failures = [],
        },
        []);

    /// <summary>With what became of one more request.</summary>
    public ErasureOutcome With(ErasureRequest request, ErasureReport next) => new(
        Report with
        {
            Generations = Report.Generations + next.Generations,
            RowsErased = Report.RowsErased + next.RowsErased,
            AlreadyErased = Report.AlreadyErased + next.AlreadyErased,
            ContentsErased = Report.ContentsErased + next.ContentsErased,
            ContentBytesErased = Report.ContentBytesErased + next.ContentBytesErased,
            ContentsMissing = Report.ContentsMissing + next.ContentsMissing,
            ObjectsRewritten = Report.ObjectsRewritten + next.ObjectsRewritten,
            DamagedRows = Report.DamagedRows + next.DamagedRows,
            FailureCount = Report.FailureCount + next.FailureCount,
            Failures = [.. Report.Failures.Concat(next.Failures).Take(ErasureReport.MostFailures)],
        },
        request.Id is { } id && next.Generations == 0 ? [.. NotFound, id] : NotFound);
}
