using K8sRouter.Core.Storage.Verifying;

namespace K8sRouter.Operator.Commands.Logs.Verifying;

/// <summary>The kinds of problems, in words.</summary>
internal static class ProblemKinds
{
    /// <summary>Such as <c>wrong checksum</c>.</summary>
    public static string Name(StoreProblemKind kind) =>
        string.Concat($"{kind}".Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"))
            .ToLowerInvariant();

    public static string Meaning(StoreProblemKind kind) => kind switch
    {
        StoreProblemKind.WrongChecksum => "bytes changed after they were written",
        StoreProblemKind.WrongCount => "not as many rows or contents as were written",
        StoreProblemKind.MetadataMissing => "written by something else, or copied without its metadata",
        StoreProblemKind.DamagedRow => "not a record",
        StoreProblemKind.DamagedContent => "can't be decompressed, or isn't its row's",
        StoreProblemKind.Misplaced => "not found by its id",
        StoreProblemKind.Duplicate => "an id with more than one row",
        StoreProblemKind.ContentMissing => "named by a row and gone, and not swept",
        StoreProblemKind.ContentOutOfReach => "in a bucket that isn't at hand: give its credential",
        StoreProblemKind.ContentWithoutRow => "named by no row",
        StoreProblemKind.RecordsMissing => "content whose records were lost, or are on their way",
        StoreProblemKind.ForeignObject => "not ours by its name",
        _ => "the store couldn't give it",
    };
}
