using System.Globalization;
using System.Text;
using K8sRouter.Core.Storage.Verifying;

namespace K8sRouter.Operator.Commands.Logs.Verifying;

/// <summary>What a verification found, for a person.</summary>
internal static class VerificationText
{
    public static string Render(string store, VerificationReport report)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{store}: {Amounts.Count(report.RecordsObjects, "object")} of records, "
            + $"{Amounts.Count(report.ContentObjects, "object")} of content, {Amounts.Bytes(report.Bytes)}\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Amounts.Count(report.Rows, "generation")}; content of {Amounts.Count(report.Contents)} is there, "
            + $"of {Amounts.Count(report.ContentsErased)} erased, of {Amounts.Count(report.ContentsExpired)} expired\n");
        if (report.ContentsSwept + report.RecordsSwept > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"swept to keep a folder within its limit (--store-limit), and no damage: content of "
                + $"{Amounts.Count(report.ContentsSwept, "generation")}, "
                + $"{Amounts.Count(report.RecordsSwept, "object")} of records\n");
        }
        if (report.RecordsObjects == 0 && report.ContentObjects > 0)
        {
            text.Append(
                "there is content and not one record: if records are kept in another bucket, verify that one, which reads their "
                + "content here too\n");
        }
        if (report.IsSound)
            return text.Append("nothing is wrong\n").ToString();
        text.Append('\n');
        AppendKinds(text, report);
        text.Append('\n');
        AppendProblems(text, report);
        return text.ToString();
    }

    private static void AppendKinds(StringBuilder text, VerificationReport report)
    {
        var table = new TextTable(">number", "problem", "meaning");
        foreach (var (kind, number) in report.ProblemCounts.OrderBy(pair => pair.Key))
            table.Add(Amounts.Count(number), ProblemKinds.Name(kind), ProblemKinds.Meaning(kind));
        text.Append(table.Render());
    }

    private static void AppendProblems(StringBuilder text, VerificationReport report)
    {
        foreach (var problem in report.Problems)
        {
            var at = problem.Offset is { } offset ? $" at {offset}" : "";
            var id = problem.Id is { } known ? $", {known}" : "";
            text.Append(SafeText.Line($"{ProblemKinds.Name(problem.Kind)}: {problem.ObjectName}{at}{id}: {problem.Message}"));
            text.Append('\n');
        }
        var unlisted = report.ProblemCounts.Values.Sum() - report.Problems.Count;
        if (unlisted > 0)
            text.Append(CultureInfo.InvariantCulture, $"and {Amounts.Count(unlisted)} more\n");
    }
}
