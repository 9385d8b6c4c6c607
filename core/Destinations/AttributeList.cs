namespace K8sRouter.Core.Destinations;

/// <summary>Collects attributes: what is unknown is left out, what is too long is cut and marked.</summary>
internal sealed class AttributeList(int maxCharacters)
{
    private const string CutMark = "[truncated]";
    private readonly List<TraceAttribute> _all = new(64);
    private List<string>? _cut;

    public IReadOnlyList<TraceAttribute> All => _all;

    /// <summary>Keys whose values were cut; null: none.</summary>
    public IReadOnlyList<string>? Cut => _cut;

    public void Add(string key, string? value)
    {
        if (value is null)
            return;
        if (value.Length <= maxCharacters)
        {
            _all.Add(new(key, value));
            return;
        }
        int keep = maxCharacters - CutMark.Length;
        if (char.IsHighSurrogate(value[keep - 1]))
            keep--;
        _all.Add(new(key, string.Concat(value.AsSpan(0, keep), CutMark)));
        _all.Add(new(key + ".truncated", true));
        (_cut ??= []).Add(key);
    }

    public void Add(string key, long? value)
    {
        if (value is { } known)
            _all.Add(new(key, known));
    }

    public void Add(string key, bool value) => _all.Add(new(key, value));

    public void Add(string key, double? value)
    {
        if (value is { } known && double.IsFinite(known))
            _all.Add(new(key, known));
    }

    public void Add(string key, decimal? value) => Add(key, (double?)value);

    public void Add(TraceAttribute attribute)
    {
        if (attribute.Value is string text)
            Add(attribute.Key, text);
        else
            _all.Add(attribute);
    }
}
