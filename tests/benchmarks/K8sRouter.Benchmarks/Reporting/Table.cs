namespace K8sRouter.Benchmarks.Reporting;

/// <summary>Text in columns: the first to the left, the others to the right.</summary>
internal sealed class Table(params string[] head)
{
    private readonly List<string[]> _rows = [head];

    public void Add(params string[] row) => _rows.Add(row);

    public void Write(TextWriter writer)
    {
        var widths = Enumerable.Range(0, head.Length).Select(column => _rows.Max(row => row[column].Length)).ToList();
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            writer.WriteLine(string.Join("  ", cells).TrimEnd());
        }
        writer.WriteLine();
    }
}
