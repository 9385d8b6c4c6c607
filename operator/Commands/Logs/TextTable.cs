using System.Text;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary>Rows under headings, each column as wide as it has to be. Columns of numbers stand to the right.</summary>
/// <param name="headings">Of the columns; one that begins with <c>&gt;</c> is of numbers.</param>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [[.. headings.Select(heading => heading.TrimStart('>'))]];

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(SafeText.Line)]);

    public string Render(string indent = "")
    {
        var widths = headings.Select((_, column) => _rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, column) =>
                headings[column][0] == '>' ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            text.Append(indent).Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }
        return text.ToString();
    }
}
