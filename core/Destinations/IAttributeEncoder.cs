namespace K8sRouter.Core.Destinations;

/// <summary>Writes attributes in one wire format. Names, cuts and what is left out are <see cref="AttributeWriter"/>'s.</summary>
internal interface IAttributeEncoder
{
    /// <summary>Begins the attributes of one thing.</summary>
    void BeginAttributes();

    /// <summary>Ends them.</summary>
    void EndAttributes();

    /// <summary>A text with an ending of its own: the mark of a cut, or nothing.</summary>
    void Text(string key, ReadOnlySpan<char> value, ReadOnlySpan<char> ending);

    /// <summary>One text under several keys.</summary>
    /// <param name="keys">At least one.</param>
    /// <param name="utf8">The text: valid UTF-8.</param>
    void Text(ReadOnlySpan<string> keys, ReadOnlySpan<byte> utf8);

    void Integer(string key, long value);

    void Boolean(string key, bool value);

    /// <summary>A finite number.</summary>
    void Double(string key, double value);
}
