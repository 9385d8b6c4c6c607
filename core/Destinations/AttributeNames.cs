namespace K8sRouter.Core.Destinations;

/// <summary>
/// Under which names a destination gets what a trace tells: a table from the common keys (<see cref="TraceNames"/>) to its own.
/// </summary>
internal sealed class AttributeNames
{
    /// <summary>The common keys themselves.</summary>
    public static readonly AttributeNames Common = new();

    private readonly Dictionary<string, string[]> _keys = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string?>> _prefixes = [];
    private readonly bool _unlisted = true;

    private AttributeNames()
    {
    }

    private AttributeNames(AttributeNames from, bool unlisted)
    {
        _keys = new(from._keys, StringComparer.Ordinal);
        _prefixes = [.. from._prefixes];
        _unlisted = unlisted;
    }

    /// <summary>Keys that nothing is said about are left out from here on.</summary>
    public AttributeNames OnlyListed() => new(this, unlisted: false);

    /// <summary>
    /// The same names, and <paramref name="key"/> goes under <paramref name="names"/> instead; none: it is left out.
    /// </summary>
    public AttributeNames With(string key, params string[] names)
    {
        var next = new AttributeNames(this, _unlisted);
        next._keys[key] = names;
        return next;
    }

    /// <summary>
    /// The same names, and keys that begin with <paramref name="prefix"/> begin with <paramref name="replacement"/> instead;
    /// null: they are left out. What was said first goes first.
    /// </summary>
    public AttributeNames WithPrefix(string prefix, string? replacement)
    {
        var next = new AttributeNames(this, _unlisted);
        next._prefixes.Add(new(prefix, replacement));
        return next;
    }

    /// <summary>The same names, and all metadata goes under one prefix: the span's copy of the trace's is left out.</summary>
    public AttributeNames WithMetadata(string prefix)
    {
        var next = this;
        foreach (string key in TraceNames.AttemptMetadata)
            next = next.With(TraceNames.SpanMetadata + key, prefix + key);
        return next.WithPrefix(TraceNames.Metadata, prefix).WithPrefix(TraceNames.SpanMetadata, null);
    }

    /// <summary>The names of a key; none: it is left out.</summary>
    public ReadOnlySpan<string> Of(ref readonly string key)
    {
        if (ReferenceEquals(this, Common))
            return new(in key);
        if (_keys.TryGetValue(key, out string[]? names))
            return names;
        foreach (var (prefix, replacement) in _prefixes)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
                return replacement is null ? default : (string[])[replacement + key[prefix.Length..]];
        }
        return _unlisted ? new(in key) : default;
    }

    /// <summary>The names of several keys together, each once.</summary>
    public string[] Of(string[] keys)
    {
        if (ReferenceEquals(this, Common))
            return keys;
        var names = new List<string>();
        for (int i = 0; i < keys.Length; i++)
        {
            foreach (string name in Of(ref keys[i]))
            {
                if (!names.Contains(name))
                    names.Add(name);
            }
        }
        return [.. names];
    }
}
