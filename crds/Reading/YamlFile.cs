using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace K8sRouter.Crds.Reading;

/// <summary>
/// Reads the documents of a YAML file one by one, so that those before a fault aren't lost. Works on the parser's events:
/// the library's document model refuses a file at its first duplicate key and forgets where keys stood.
/// </summary>
internal sealed class YamlFile(string text)
{
    private const int MaxDepth = 64;

    /// <summary>
    /// Nodes of one document, aliases counted each time: a few lines of nested aliases could otherwise fill the memory.
    /// </summary>
    private const int MaxNodes = 200_000;

    private readonly FaultTellingParser _parser = new(text);
    private readonly Dictionary<AnchorName, (YamlValue Value, int Nodes)> _anchors = [];
    private int _nodes;

    /// <summary>The documents that aren't empty.</summary>
    /// <exception cref="YamlException">The text isn't YAML; documents before were yielded.</exception>
    public IEnumerable<YamlValue> Documents()
    {
        _parser.Consume<StreamStart>();
        while (!_parser.TryConsume<StreamEnd>(out _))
        {
            _parser.Consume<DocumentStart>();
            _anchors.Clear();
            _nodes = 0;
            var root = Read(depth: 0);
            _parser.Consume<DocumentEnd>();
            if (root is not YamlScalar { Quoted: false, Text: "" or "~" or "null" })
                yield return root;
        }
    }

    private YamlValue Read(int depth)
    {
        if (depth > MaxDepth)
            throw Fault($"it is nested more than {MaxDepth} levels deep");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Resolve(alias);

        var before = _nodes;
        Count(1);
        YamlValue value;
        AnchorName anchor;
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            anchor = scalar.Anchor;
            var isText = scalar.Style is not ScalarStyle.Plain
                || !scalar.Tag.IsEmpty && scalar.Tag.Value.EndsWith("str", StringComparison.Ordinal);
            value = new YamlScalar(scalar.Value, isText, Line(scalar));
        }
        else if (_parser.TryConsume<SequenceStart>(out var list))
        {
            anchor = list.Anchor;
            value = ReadList(list, depth);
        }
        else
        {
            var map = _parser.Consume<MappingStart>();
            anchor = map.Anchor;
            value = ReadMap(map, depth);
        }
        if (!anchor.IsEmpty)
            _anchors[anchor] = (value, _nodes - before);
        return value;
    }

    private YamlList ReadList(SequenceStart start, int depth)
    {
        var list = new YamlList([], Line(start));
        while (!_parser.TryConsume<SequenceEnd>(out _))
            list.Items.Add(Read(depth + 1));
        return list;
    }

    private YamlMap ReadMap(MappingStart start, int depth)
    {
        var map = new YamlMap([], Line(start));
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (Read(depth + 1) is not YamlScalar key)
                throw Fault("a key must be text");
            map.Entries.Add((key.Text, key.Line, Read(depth + 1)));
        }
        return map;
    }

    private YamlValue Resolve(AnchorAlias alias)
    {
        // An anchor is known once its node is complete: a node can't hold itself.
        if (!_anchors.TryGetValue(alias.Value, out var anchored))
            throw new YamlException(alias.Start, alias.End, $"there is no anchor \"{alias.Value}\" before this alias");
        Count(anchored.Nodes);
        return anchored.Value;
    }

    private void Count(int nodes)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes)
            throw Fault($"the document has more than {MaxNodes} values");
    }

    private YamlException Fault(string message) =>
        new(_parser.Current?.Start ?? Mark.Empty, _parser.Current?.End ?? Mark.Empty, message);

    private static int Line(ParsingEvent token) => (int)token.Start.Line;
}
