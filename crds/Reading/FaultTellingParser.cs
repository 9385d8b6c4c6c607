using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace K8sRouter.Crds.Reading;

/// <summary>
/// The library's parser, save that every fault is a <see cref="YamlException"/> with a position: for some malformed texts (a
/// colon in an unclosed flow list) the library's scanner throws other exceptions, without one.
/// </summary>
internal sealed class FaultTellingParser : IParser
{
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    public FaultTellingParser(string text)
    {
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or IndexOutOfRangeException
            or FormatException)
        {
            var position = _scanner.CurrentPosition;
            throw new YamlException(position, position,
                "while parsing, found something that can't stand here; is a bracket or quote open?", fault);
        }
    }
}
