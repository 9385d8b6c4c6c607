using System.Globalization;
using System.Text;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Operator.Commands.Logs.Statistics;

/// <summary>What a store holds, for a person.</summary>
internal static class StatisticsText
{
    public static string Render(string store, StoreStatisticsReport report, int top)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{store}: {Amounts.Count(report.Total.Generations, "generation")}, "
            + $"{Amounts.Count(report.Total.WithContent)} with content, {Amounts.Count(report.Erased)} erased\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Amounts.Count(report.RecordsObjects, "object")} of records ({Amounts.Bytes(report.RecordsBytes)}), "
            + $"{Amounts.Count(report.ContentObjects, "object")} of content ({Amounts.Bytes(report.ContentBytes)})\n");
        if (report.BytesPerThousand is { } bytes)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Amounts.Bytes(bytes)} per 1,000 generations; {Amounts.Count(report.Writes, "write")} filled it, "
                + $"an object each would have taken {Amounts.Count(report.WritesOneObjectEach)}\n");
        }
        if (report.DamagedRows > 0)
            text.Append(Amounts.Count(report.DamagedRows, "row")).Append(" can't be read: see logs verify\n");
        if (report.Total.Generations == 0)
            return text.ToString();
        Append(text, "day", report.ByDay, report.Total, int.MaxValue);
        Append(text, "model", report.ByModel, null, top);
        Append(text, "provider", report.ByProvider, null, top);
        Append(text, "outcome", report.ByOutcome, null, top);
        return text.ToString();
    }

    private static void Append(
        StringBuilder text, string by, IReadOnlyList<StatisticsLine> lines, StatisticsLine? total, int most)
    {
        var table = new TextTable(by, ">generations", ">content", ">tokens in", ">tokens out", ">cost", ">charged", ">unpriced");
        foreach (var line in lines.Take(most))
            Add(table, line.Name switch { null => "(others)", "" => "(none)", var name => name }, line);
        if (total is not null)
            Add(table, "all", total);
        text.Append('\n').Append(table.Render());
        if (lines.Count > most)
            text.Append(CultureInfo.InvariantCulture, $"and {Amounts.Count(lines.Count - most)} more: --top shows them\n");
    }

    private static void Add(TextTable table, string name, StatisticsLine line) => table.Add(
        name, Amounts.Count(line.Generations), Amounts.Bytes(line.ContentBytes), Amounts.Count(line.PromptTokens),
        Amounts.Count(line.CompletionTokens), Amounts.Dollars(line.TotalCost), Amounts.Dollars(line.ChargedCost),
        Amounts.Count(line.Unpriced));
}
