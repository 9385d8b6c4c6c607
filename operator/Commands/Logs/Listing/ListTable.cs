using System.Globalization;
using System.Text;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;

namespace K8sRouter.Operator.Commands.Logs.Listing;

/// <summary>
/// A row a generation, 120 columns wide, under the days. The columns are fixed, so that rows appear as they are found.
/// </summary>
/// <param name="showsWorkspace">Over several workspaces a row says whose it is, in the provider's place.</param>
internal sealed class ListTable(bool showsWorkspace)
{
    private string _day = "";

    /// <summary>The row, with what stands above it.</summary>
    public string Next(StoredGeneration generation)
    {
        var record = generation.Record;
        var text = new StringBuilder();
        if (_day.Length == 0)
        {
            text.Append(Row(
                "time", "id", "model", showsWorkspace ? "workspc." : "provider", "outcome", "tokens", "cost $", "ms", "content"));
        }
        var day = record.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (day != _day)
            text.Append(_day = day).Append('\n');
        return text.Append(Row(
            record.CreatedAt.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            record.Id,
            record.Model,
            showsWorkspace ? record.Workspace : record.ProviderSlug ?? "-",
            Outcome(record),
            Tokens(record.Usage),
            Cost(record.Cost),
            record.Timings.End is { } end ? end.ToString("0", CultureInfo.InvariantCulture) : "-",
            generation.Erased ? "erased" : generation.ContentObject is null ? "no" : "yes")).ToString();
    }

    private static string Row(
        string time, string id, string model, string provider, string outcome, string tokens, string cost, string ms,
        string content)
    {
        string[] cells =
        [
            time.PadRight(8), SafeText.Cut(id, 35).PadRight(35), SafeText.Cut(model, 18).PadRight(18),
            SafeText.Cut(provider, 8).PadRight(8), SafeText.Cut(outcome, 12).PadRight(12), tokens.PadLeft(10), cost.PadLeft(8),
            ms.PadLeft(6), content,
        ];
        return string.Join(' ', cells) + "\n";
    }

    private static string Outcome(GenerationRecord record) => record.Outcome switch
    {
        GenerationOutcomes.Completed => record.FinishReason ?? $"{record.StatusCode}",
        GenerationOutcomes.RouterCrashed => "crashed",
        GenerationOutcomes.Failed => $"{record.StatusCode} failed",
        var other => other,
    };

    private static string Tokens(TokenUsage? usage) => usage is null ? "-" : $"{Short(usage.Prompt)}/{Short(usage.Completion)}";

    private static string Short(long? number) => number switch
    {
        null => "?",
        < 10_000 => $"{number}",
        < 10_000_000 => $"{number / 1000}k",
        _ => $"{number / 1_000_000}M",
    };

    private static string Cost(GenerationCost? cost) => cost?.Total switch
    {
        null => "-",
        < 10 and var total => total.ToString("0.000000", CultureInfo.InvariantCulture),
        < 1000 and var total => total.ToString("0.0000", CultureInfo.InvariantCulture),
        var total => total.Value.ToString("0", CultureInfo.InvariantCulture),
    };
}
