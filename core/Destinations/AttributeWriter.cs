using System.Text;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// Gives attributes to an encoder under the names that the destination knows: what is unknown is left out, what is too long is
/// cut and marked. A name is given once: a caller's own key that is called like one of ours doesn't replace it.
/// </summary>
internal sealed class AttributeWriter(IAttributeEncoder target, SpanDialect dialect, int maxCharacters)
{
    private const string CutMark = "[truncated]";
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private List<string>? _cut;

    /// <summary>Keys whose values were cut since the attributes were begun; null: none.</summary>
    public IReadOnlyList<string>? Cut => _cut;

    public int MaxCharacters => maxCharacters;

    public SpanDialect Dialect => dialect;

    /// <summary>Begins the attributes of one thing.</summary>
    public void Begin()
    {
        target.BeginAttributes();
        _names.Clear();
        _cut = null;
    }

    public void End() => target.EndAttributes();

    public void Add(string key, string? value)
    {
        if (value is null)
            return;
        foreach (string name in dialect.Names.Of(in key))
            AddNamed(name, value);
    }

    /// <summary>Adds text under several keys.</summary>
    /// <param name="keys">At least one.</param>
    /// <param name="utf8">The text.</param>
    public void Add(string[] keys, ReadOnlySpan<byte> utf8)
    {
        string[] names = dialect.Names.Of(keys);
        if (names.Length == 0)
            return;
        // There are never more characters than bytes.
        if (utf8.Length <= maxCharacters)
        {
            _names.UnionWith(names);
            target.Text(names, utf8);
            return;
        }
        string text = Encoding.UTF8.GetString(utf8);
        foreach (string name in names)
            AddNamed(name, text);
    }

    public void Add(string key, long? value)
    {
        if (value is not { } known)
            return;
        foreach (string name in dialect.Names.Of(in key))
        {
            if (_names.Add(name))
                target.Integer(name, known);
        }
    }

    public void Add(string key, bool value)
    {
        foreach (string name in dialect.Names.Of(in key))
        {
            if (_names.Add(name))
                target.Boolean(name, value);
        }
    }

    public void Add(string key, double? value)
    {
        if (value is not { } known || !double.IsFinite(known))
            return;
        foreach (string name in dialect.Names.Of(in key))
        {
            if (_names.Add(name))
                target.Double(name, known);
        }
    }

    public void Add(string key, decimal? value) => Add(key, (double?)value);

    private void AddNamed(string name, string value)
    {
        if (!_names.Add(name))
            return;
        if (value.Length <= maxCharacters)
        {
            target.Text(name, value, default);
            return;
        }
        target.Text(name, Kept(value), CutMark);
        if (_names.Add(name + ".truncated"))
            target.Boolean(name + ".truncated", true);
        (_cut ??= []).Add(name);
    }

    private ReadOnlySpan<char> Kept(string value)
    {
        int keep = maxCharacters - CutMark.Length;
        return value.AsSpan(0, char.IsHighSurrogate(value[keep - 1]) ? keep - 1 : keep);
    }
}
