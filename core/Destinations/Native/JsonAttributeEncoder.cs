using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations.Native;

/// <summary>Attributes as one flat JSON object.</summary>
internal sealed class JsonAttributeEncoder(JsonBuffer target) : IAttributeEncoder
{
    private bool _any;

    public void BeginAttributes()
    {
        target.Append((byte)'{');
        _any = false;
    }

    public void EndAttributes() => target.Append((byte)'}');

    public void Text(string key, ReadOnlySpan<char> value, ReadOnlySpan<char> ending)
    {
        Begin(key);
        target.Append((byte)'"');
        target.AppendText(value);
        target.AppendText(ending);
        target.Append((byte)'"');
    }

    public void Text(ReadOnlySpan<string> keys, ReadOnlySpan<byte> utf8)
    {
        foreach (string key in keys)
        {
            Begin(key);
            target.Append((byte)'"');
            target.AppendText(utf8);
            target.Append((byte)'"');
        }
    }

    public void Integer(string key, long value)
    {
        Begin(key);
        target.Append(value);
    }

    public void Boolean(string key, bool value)
    {
        Begin(key);
        target.Append(value);
    }

    public void Double(string key, double value)
    {
        Begin(key);
        target.Append(value);
    }

    private void Begin(string key)
    {
        target.Append(_any ? ",\""u8 : "\""u8);
        _any = true;
        target.AppendText(key);
        target.Append("\":"u8);
    }
}
