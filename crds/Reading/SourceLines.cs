namespace K8sRouter.Crds.Reading;

/// <summary>Lines on which the fields of a resource stand, by JSON pointer (with unescaped names).</summary>
internal sealed class SourceLines
{
    private readonly Dictionary<string, int> _lines = [];

    public void Set(string pointer, int line) => _lines[pointer] = line;

    /// <summary>The line of a field; for an absent one that of its parent.</summary>
    public int? Of(string pointer)
    {
        while (true)
        {
            if (_lines.TryGetValue(pointer, out var line))
                return line;
            if (pointer.Length == 0)
                return null;
            pointer = pointer[..Math.Max(0, pointer.LastIndexOf('/'))];
        }
    }
}
