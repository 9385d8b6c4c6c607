using System.Globalization;

namespace K8sRouter.Sidecar.Redaction;

/// <summary>Text with the place of every character in the text that it was decoded from.</summary>
internal sealed class EncodedText
{
    private readonly List<char> _characters;
    private readonly List<(int Start, int End)> _places;

    private EncodedText(int capacity)
    {
        _characters = new(capacity);
        _places = new(capacity);
    }

    public ReadOnlySpan<char> Characters => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_characters);

    public static EncodedText Of(string text)
    {
        var result = new EncodedText(text.Length);
        for (int i = 0; i < text.Length; i++)
            result.Add(text[i], (i, i + 1));
        return result;
    }

    /// <summary>Where some characters stand in the original text.</summary>
    public (int Start, int End) PlaceOf(int from, int length) => (_places[from].Start, _places[from + length - 1].End);

    /// <summary>The text with JSON's escapes decoded; null: it has none.</summary>
    public EncodedText? WithoutJsonEscapes() => Decoded('\\', DecodeJsonEscape);

    /// <summary>The text with <c>%41</c> and the like decoded; null: it has none.</summary>
    public EncodedText? WithoutPercentEncoding() => Decoded('%', DecodePercentEncoding);

    /// <summary>
    /// What stretches of base64, of either alphabet and with line breaks, hold where that begins <paramref name="skipped"/>
    /// characters after the stretch; null: there is none. A null character separates them.
    /// </summary>
    /// <param name="skipped">0 to 3.</param>
    /// <param name="minBytes">Stretches that hold fewer are passed over: words are base64 too.</param>
    public EncodedText? FromBase64(int skipped, int minBytes)
    {
        var result = new EncodedText(0);
        List<int> stretch = [];
        for (int i = 0; i <= _characters.Count; i++)
        {
            if (i < _characters.Count && ValueOf(_characters[i]) >= 0)
            {
                stretch.Add(i);
                continue;
            }
            if (i < _characters.Count && _characters[i] is '\r' or '\n')
                continue;
            AddDecoded(stretch, skipped, minBytes, result);
            stretch.Clear();
        }
        return result._characters.Count == 0 ? null : result;
    }

    private EncodedText? Decoded(char mark, Func<int, (char Character, int Length)?> decode)
    {
        if (!_characters.Contains(mark))
            return null;
        var result = new EncodedText(_characters.Count);
        for (int i = 0; i < _characters.Count;)
        {
            var (character, length) = (_characters[i] == mark ? decode(i) : null) ?? (_characters[i], 1);
            result.Add(character, PlaceOf(i, length));
            i += length;
        }
        return result._characters.Count == _characters.Count ? null : result;
    }

    private (char, int)? DecodeJsonEscape(int at)
    {
        if (at + 1 >= _characters.Count)
            return null;
        return _characters[at + 1] switch
        {
            '"' or '\\' or '/' => (_characters[at + 1], 2),
            'n' => ('\n', 2),
            'r' => ('\r', 2),
            't' => ('\t', 2),
            'b' => ('\b', 2),
            'f' => ('\f', 2),
            'u' => Hexadecimal(at + 2, 4) is { } code ? ((char)code, 6) : null,
            _ => null,
        };
    }

    private (char, int)? DecodePercentEncoding(int at) => Hexadecimal(at + 1, 2) is { } code ? ((char)code, 3) : null;

    private int? Hexadecimal(int at, int digits) =>
        at + digits <= _characters.Count
        && int.TryParse(Characters.Slice(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            ? code
            : null;

    private void AddDecoded(List<int> stretch, int skipped, int minBytes, EncodedText result)
    {
        int bytes = (stretch.Count - skipped) * 6 / 8;
        if (bytes < minBytes)
            return;
        for (int i = 0; i < bytes; i++)
        {
            // Eight bits out of two characters of six, the first of which may give the last bits of the byte before too.
            int first = stretch[skipped + (i * 8 / 6)];
            int second = stretch[skipped + (i * 8 / 6) + 1];
            int bits = ValueOf(_characters[first]) << 6 | ValueOf(_characters[second]);
            result.Add((char)(bits >> (4 - (i * 8 % 6)) & 0xFF), (_places[first].Start, _places[second].End));
        }
        result.Add('\0', result._places[^1]);
    }

    private void Add(char character, (int Start, int End) place)
    {
        _characters.Add(character);
        _places.Add(place);
    }

    private static int ValueOf(char character) => character switch
    {
        >= 'A' and <= 'Z' => character - 'A',
        >= 'a' and <= 'z' => character - 'a' + 26,
        >= '0' and <= '9' => character - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };
}
