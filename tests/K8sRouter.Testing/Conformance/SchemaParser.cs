using System.Text.RegularExpressions;

namespace K8sRouter.Testing.Conformance;

/// <summary>Reads the notation that the head of response-schemas.txt explains.</summary>
internal sealed partial class SchemaParser
{
    private readonly string[] _tokens;
    private readonly HashSet<string> _referenced = new(StringComparer.Ordinal);
    private int _next;

    private SchemaParser(string text) =>
        _tokens = [.. Token().Matches(Comment().Replace(text, "")).Select(m => m.Value)];

    /// <exception cref="FormatException">The text doesn't follow the notation, or names an unknown type.</exception>
    public static IReadOnlyDictionary<string, SchemaType> Parse(string text)
    {
        var parser = new SchemaParser(text);
        var types = new Dictionary<string, SchemaType>(StringComparer.Ordinal);
        while (parser._next < parser._tokens.Length)
        {
            var (name, type) = parser.Definition();
            if (!types.TryAdd(name, type))
                throw new FormatException($"The type {name} is defined twice.");
        }
        string? unknown = parser._referenced.FirstOrDefault(name => !types.ContainsKey(name));
        return unknown is null ? types : throw new FormatException($"The type {unknown} isn't defined.");
    }

    private (string Name, SchemaType Type) Definition()
    {
        string kind = Take();
        string name = Take();
        Expect("{");
        return kind switch
        {
            "record" => (name, new RecordType(name, Separated(Field))),
            "enum" => (name, Enumeration(name)),
            _ => throw new FormatException($"'{kind}' where record or enum was expected."),
        };
    }

    private EnumType Enumeration(string name)
    {
        var values = Separated(Take);
        bool open = values.Remove("...");
        return new EnumType(name, values, open);
    }

    private SchemaField Field()
    {
        string name = Take();
        bool optional = TakeIf("?");
        Expect(":");
        return new SchemaField(name, optional, Union());
    }

    private SchemaType Union()
    {
        var alternatives = new List<SchemaType> { Single() };
        while (TakeIf("|"))
            alternatives.Add(Single());
        return alternatives.Count == 1 ? alternatives[0] : new UnionType(alternatives);
    }

    private SchemaType Single()
    {
        string token = Take();
        switch (token)
        {
            case "any":
                return new AnyType();
            case "str" or "num" or "bool" or "null":
                return new PrimitiveType(token);
            case "[":
                var item = Union();
                Expect("]");
                return new ListType(item);
            case "map":
                Expect("<");
                var value = Union();
                Expect(">");
                return new MapType(value);
        }
        if (token[0] == '"')
            return new LiteralType(token.Trim('"'));
        _referenced.Add(token);
        return new ReferenceType(token);
    }

    /// <summary>Items with commas between, up to the closing brace.</summary>
    private List<T> Separated<T>(Func<T> one)
    {
        var items = new List<T>();
        while (!TakeIf("}"))
        {
            if (items.Count > 0)
                Expect(",");
            items.Add(one());
        }
        return items;
    }

    private string Take() =>
        _next < _tokens.Length ? _tokens[_next++] : throw new FormatException("The text ends inside a definition.");

    private bool TakeIf(string token)
    {
        if (_next >= _tokens.Length || _tokens[_next] != token)
            return false;
        _next++;
        return true;
    }

    private void Expect(string token)
    {
        string actual = Take();
        if (actual != token)
            throw new FormatException($"'{actual}' where '{token}' was expected.");
    }

    [GeneratedRegex("^#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("""  "[^"]*"|\.\.\.|[\w.-]+|\S  """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
