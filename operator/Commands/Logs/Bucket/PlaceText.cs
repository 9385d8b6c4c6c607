using System.Globalization;
using System.Text;

namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>What was found about places, for a person.</summary>
internal static class PlaceText
{
    public static string Render(IReadOnlyList<PlaceReport> reports)
    {
        var text = new StringBuilder();
        foreach (var report in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? "\n" : "")}{report.Place}: {report.Holds}\n");
            var width = report.Findings.Max(finding => finding.Subject.Length);
            foreach (var finding in report.Findings)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  {Level(finding.Level),-8}{finding.Subject.PadRight(width)}  {SafeText.Line(finding.What)}\n");
                if (finding.Do is { } remedy)
                    text.Append(' ', width + 12).Append("> ").Append(SafeText.Line(remedy)).Append('\n');
            }
            if (report.Applied is { } applied)
                text.Append(CultureInfo.InvariantCulture, $"  applied {applied}\n");
        }
        return text.ToString();
    }

    private static string Level(FindingLevel level) => level switch
    {
        FindingLevel.Ok => "ok",
        FindingLevel.Warning => "warning",
        _ => "ERROR",
    };
}
