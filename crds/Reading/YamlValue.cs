namespace K8sRouter.Crds.Reading;

/// <summary>A node of a YAML document with its line.</summary>
/// <param name="Line">Line, from 1.</param>
internal abstract record YamlValue(int Line);

/// <summary>A scalar.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Quoted">Whether it is text in any case: in quotes, a block, or tagged as text.</param>
/// <param name="Line">Line, from 1.</param>
internal sealed record YamlScalar(string Text, bool Quoted, int Line) : YamlValue(Line);

/// <summary>A list.</summary>
/// <param name="Items">Its items; filled after creation, so that an alias inside can be told from one after.</param>
/// <param name="Line">Line, from 1.</param>
internal sealed record YamlList(List<YamlValue> Items, int Line) : YamlValue(Line);

/// <summary>A mapping, with duplicates as they were written.</summary>
/// <param name="Entries">Key, line of the key, value.</param>
/// <param name="Line">Line, from 1.</param>
internal sealed record YamlMap(List<(string Key, int Line, YamlValue Value)> Entries, int Line) : YamlValue(Line);
