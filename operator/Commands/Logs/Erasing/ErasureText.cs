using System.Globalization;
using System.Text;
using K8sRouter.Core.Storage.Erasing;

namespace K8sRouter.Operator.Commands.Logs.Erasing;

/// <summary>What was erased, for a person.</summary>
internal static class ErasureText
{
    public static string Render(string store, string words, ErasureReport report, IReadOnlyList<string> stillThere)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(report.DryRun ? "would erase" : "erased")} in {store}: {words}\n");
        Row(text, "generations", report.AlreadyErased > 0
            ? $"{Amounts.Count(report.Generations)}, {Amounts.Count(report.AlreadyErased)} of them erased earlier"
            : Amounts.Count(report.Generations));
        Row(text, "records", $"{Amounts.Count(report.RowsErased)}: who it was is removed, the numbers stay");
        Row(text, "content", Contents(report));
        Row(text, "objects", $"{Amounts.Count(report.ObjectsRewritten)} written anew");
        foreach (var id in report.NotFound)
            Row(text, "not found", id);
        if (report.DamagedRows > 0)
        {
            Row(text, "unknown", $"{Amounts.Count(report.DamagedRows, "row")} can't be read, so whose they are isn't known: "
                + "see logs verify");
        }
        AppendFailures(text, report);
        if (stillThere.Count > 0)
            text.Append(report.DryRun ? "\nwhat would still be there:\n" : "\nwhat is still there:\n");
        foreach (var sentence in stillThere)
            text.Append("  - ").Append(sentence).Append('\n');
        return text.ToString();
    }

    private static string Contents(ErasureReport report)
    {
        var missing = report.ContentsMissing > 0 ? $", {Amounts.Count(report.ContentsMissing)} gone before" : "";
        return $"{Amounts.Count(report.ContentsErased)} ({Amounts.Bytes(report.ContentBytesErased)}){missing}";
    }

    private static void AppendFailures(StringBuilder text, ErasureReport report)
    {
        if (report.FailureCount == 0)
            return;
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n{Amounts.Count(report.FailureCount, "object")} couldn't be read or changed; erase again once mended:\n");
        foreach (var failure in report.Failures)
        {
            var bucket = failure.Bucket is { } name ? $"gs://{name}/" : "";
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {bucket}{failure.ObjectName} ({Generations(failure)}): {failure.Message}\n");
        }
        var unlisted = report.FailureCount - report.Failures.Count;
        if (unlisted > 0)
            text.Append(CultureInfo.InvariantCulture, $"  and {Amounts.Count(unlisted)} more\n");
    }

    private static string Generations(ErasureFailure failure) =>
        failure.Generations > 0 ? Amounts.Count(failure.Generations, "generation") : "number of generations unknown";

    private static void Row(StringBuilder text, string label, string value) =>
        text.Append("  ").Append(label.PadRight(13)).Append(value).Append('\n');
}
