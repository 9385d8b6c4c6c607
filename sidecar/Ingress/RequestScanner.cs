using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// Finds the members of a request's top-level object in one pass over the bytes, building nothing. It accepts exactly what a
/// full JSON parser accepts (RFC 8259, depth at most 64, compared with one in the tests): if it were more lenient, a provider
/// could read another request than the one whose policy was checked. For the same reason a field that the router owns may
/// stand only once, and bytes that aren't UTF-8 are refused everywhere, where System.Text.Json looks at those alone that are
/// read:
/// a decoder that drops them would find an owned name in a key that isn't one here.
/// </summary>
internal ref struct RequestScanner
{
    private const int MaxDepth = 64;

    /// <summary>
    /// What ends the plain part of a string: a quote, an escape, or a control character, which JSON forbids there.
    /// </summary>
    private static readonly SearchValues<byte> StringStops = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _json;
    private int _position;
    private string? _problem;

    private RequestScanner(ReadOnlySpan<byte> json) => _json = json;

    /// <summary>Scans a body; <paramref name="problem"/> says what is wrong with it where the result is null.</summary>
    public static ScannedRequest? Scan(ReadOnlyMemory<byte> body, out string? problem)
    {
        if (!Utf8.IsValid(body.Span))
        {
            problem = "the body isn't valid UTF-8";
            return null;
        }
        var scanner = new RequestScanner(body.Span);
        var result = new ScannedRequest(body);
        bool valid = scanner.ScanObject(result);
        problem = scanner._problem ?? (valid ? null : $"malformed JSON at byte {scanner._position}");
        return problem is null ? result : null;
    }

    private bool ScanObject(ScannedRequest result)
    {
        SkipWhitespace();
        if (_position >= _json.Length || _json[_position] != '{')
        {
            _problem = _json.IsEmpty ? "the body is empty" : "the body must be a JSON object";
            return false;
        }
        _position++;
        SkipWhitespace();
        if (Take((byte)'}'))
            return AtEnd();
        while (true)
        {
            int keyStart = _position;
            if (!SkipString(out bool escaped))
                return false;
            int keyEnd = _position - 1;
            var (field, parameter) = FindField(_json[(keyStart + 1)..keyEnd], escaped);
            SkipWhitespace();
            if (!Take((byte)':'))
                return false;
            SkipWhitespace();
            int valueStart = _position;
            if (!SkipValue())
                return false;
            if (field == RequestField.Miscased || (field != RequestField.Other && result.Has(field)))
            {
                string name = Encoding.UTF8.GetString(_json[(keyStart + 1)..Math.Min(keyEnd, keyStart + 65)]);
                _problem = field == RequestField.Miscased
                    ? $"\"{name}\": field names are in lower case, "
                        + $"and a provider might take this for \"{name.ToLowerInvariant()}\""
                    : $"duplicate field \"{name}\"";
                return false;
            }
            result.Add(new RequestMember(field, keyStart, valueStart, _position), parameter);
            SkipWhitespace();
            if (Take((byte)'}'))
                return AtEnd();
            if (!Take((byte)','))
                return false;
            SkipWhitespace();
        }
    }

    private bool AtEnd()
    {
        SkipWhitespace();
        return _position == _json.Length;
    }

    /// <summary>An escaped key may spell an owned name: <c>"mod\u0065l"</c>.</summary>
    private readonly (RequestField Field, int Parameter) FindField(ReadOnlySpan<byte> key, bool escaped)
    {
        if (!escaped)
            return RequestFields.Find(key);
        // Every escape is longer than what it stands for, and no known name is longer than 32 bytes: six per character.
        if (key.Length > 6 * 32)
            return (RequestField.Other, -1);
        Span<byte> quoted = stackalloc byte[key.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        key.CopyTo(quoted[1..]);
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        Span<byte> unescaped = stackalloc byte[key.Length];
        try
        {
            return RequestFields.Find(unescaped[..reader.CopyString(unescaped)]);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate or broken UTF-8: no known name.
            return (RequestField.Other, -1);
        }
    }

    /// <summary>Skips one value of any kind, checking it in full.</summary>
    private bool SkipValue()
    {
        // One bit per open container: set for an object.
        ulong objects = 0;
        int depth = 1;
        while (true)
        {
            if (_position >= _json.Length)
                return false;
            switch (_json[_position])
            {
                case (byte)'{':
                    if (++depth > MaxDepth)
                        return false;
                    _position++;
                    objects = (objects << 1) | 1;
                    SkipWhitespace();
                    if (!Take((byte)'}'))
                    {
                        if (!SkipKey())
                            return false;
                        continue;
                    }
                    objects >>= 1;
                    depth--;
                    break;
                case (byte)'[':
                    if (++depth > MaxDepth)
                        return false;
                    _position++;
                    objects <<= 1;
                    SkipWhitespace();
                    if (!Take((byte)']'))
                        continue;
                    objects >>= 1;
                    depth--;
                    break;
                case (byte)'"':
                    if (!SkipString(out _))
                        return false;
                    break;
                case (byte)'t':
                    if (!SkipLiteral("true"u8))
                        return false;
                    break;
                case (byte)'f':
                    if (!SkipLiteral("false"u8))
                        return false;
                    break;
                case (byte)'n':
                    if (!SkipLiteral("null"u8))
                        return false;
                    break;
                default:
                    if (!SkipNumber())
                        return false;
                    break;
            }
            // A value has ended: close what closes here, then go on to the next value.
            while (true)
            {
                if (depth == 1)
                    return true;
                SkipWhitespace();
                if (_position >= _json.Length)
                    return false;
                bool inObject = (objects & 1) != 0;
                byte next = _json[_position++];
                if (next == ',')
                {
                    SkipWhitespace();
                    if (inObject && !SkipKey())
                        return false;
                    break;
                }
                if (next != (inObject ? (byte)'}' : (byte)']'))
                {
                    _position--;
                    return false;
                }
                objects >>= 1;
                depth--;
            }
        }
    }

    private bool SkipKey()
    {
        if (!SkipString(out _))
            return false;
        SkipWhitespace();
        if (!Take((byte)':'))
            return false;
        SkipWhitespace();
        return true;
    }

    private bool SkipString(out bool escaped)
    {
        escaped = false;
        if (!Take((byte)'"'))
            return false;
        while (true)
        {
            int stop = _json[_position..].IndexOfAny(StringStops);
            if (stop < 0)
            {
                _position = _json.Length;
                return false;
            }
            _position += stop;
            byte c = _json[_position];
            if (c == '"')
            {
                _position++;
                return true;
            }
            if (c != '\\')
                return false;
            escaped = true;
            if (!SkipEscape())
                return false;
        }
    }

    private bool SkipEscape()
    {
        if (_position + 1 >= _json.Length)
            return false;
        switch (_json[_position + 1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                _position += 2;
                return true;
            case (byte)'u':
                if (_position + 6 > _json.Length)
                    return false;
                for (int i = 2; i < 6; i++)
                {
                    if (!char.IsAsciiHexDigit((char)_json[_position + i]))
                        return false;
                }
                _position += 6;
                return true;
            default:
                return false;
        }
    }

    private bool SkipNumber()
    {
        Take((byte)'-');
        if (!Take((byte)'0') && !SkipDigits())
            return false;
        if (Take((byte)'.') && !SkipDigits())
            return false;
        if (_position < _json.Length && _json[_position] is (byte)'e' or (byte)'E')
        {
            _position++;
            if (_position < _json.Length && _json[_position] is (byte)'+' or (byte)'-')
                _position++;
            return SkipDigits();
        }
        return true;
    }

    private bool SkipDigits()
    {
        int start = _position;
        while (_position < _json.Length && char.IsAsciiDigit((char)_json[_position]))
            _position++;
        return _position > start;
    }

    private bool SkipLiteral(ReadOnlySpan<byte> literal)
    {
        if (!_json[_position..].StartsWith(literal))
            return false;
        _position += literal.Length;
        return true;
    }

    private bool Take(byte expected)
    {
        if (_position >= _json.Length || _json[_position] != expected)
            return false;
        _position++;
        return true;
    }

    private void SkipWhitespace()
    {
        while (_position < _json.Length && _json[_position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _position++;
    }
}
