using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations.Otlp;

/// <summary>OTLP's JSON: ids in hex, enums as numbers, 64-bit integers as decimal strings.</summary>
internal sealed class OtlpJsonEncoder(TraceBuffer target) : IOtlpEncoder
{
    private readonly JsonBuffer _body = target.Bytes;
    private bool _firstResource = true;
    private bool _firstSpan;
    private bool _firstEvent;
    private bool _firstAttribute;

    public void BeginRequest() => _body.Append("{\"resourceSpans\":["u8);

    public void EndRequest() => _body.Append("]}"u8);

    public void BeginResource()
    {
        _body.Append(_firstResource ? "{\"resource\":{"u8 : ",{\"resource\":{"u8);
        _firstResource = false;
    }

    public void BeginSpans(string scope)
    {
        _body.Append("},\"scopeSpans\":[{\"scope\":{\"name\":\""u8);
        _body.AppendText(scope);
        _body.Append("\"},\"spans\":["u8);
        _firstSpan = true;
    }

    public void EndSpans(string? schemaUrl)
    {
        _body.Append((byte)']');
        if (schemaUrl is not null)
        {
            _body.Append(",\"schemaUrl\":"u8);
            _body.AppendString(schemaUrl);
        }
        _body.Append("}]}"u8);
    }

    public void BeginSpan(in TraceSpan span)
    {
        _body.Append(_firstSpan ? "{\"traceId\":\""u8 : ",{\"traceId\":\""u8);
        _firstSpan = false;
        _firstEvent = true;
        _body.AppendText(span.TraceId);
        _body.Append("\",\"spanId\":\""u8);
        _body.AppendText(span.SpanId);
        if (span.ParentSpanId is { } parent)
        {
            _body.Append("\",\"parentSpanId\":\""u8);
            _body.AppendText(parent);
        }
        _body.Append("\",\"name\":\""u8);
        _body.AppendText(span.Name);
        _body.Append("\",\"kind\":"u8);
        _body.Append((long)span.Kind);
        _body.Append(",\"startTimeUnixNano\":\""u8);
        _body.Append(span.StartUnixNanoseconds);
        _body.Append("\",\"endTimeUnixNano\":\""u8);
        _body.Append(span.EndUnixNanoseconds);
        _body.Append("\","u8);
    }

    public void EndSpan(in TraceSpan span)
    {
        if (!_firstEvent)
            _body.Append((byte)']');
        if (span.Link is { } link)
        {
            _body.Append(",\"links\":[{\"traceId\":\""u8);
            _body.AppendText(link.TraceId);
            _body.Append("\",\"spanId\":\""u8);
            _body.AppendText(link.SpanId);
            _body.Append("\"}]"u8);
        }
        _body.Append(span.Failed ? ",\"status\":{\"code\":2"u8 : ",\"status\":{\"code\":1"u8);
        if (span.StatusMessage is { } message)
        {
            _body.Append(",\"message\":"u8);
            _body.AppendString(message);
        }
        _body.Append("}}"u8);
    }

    public void BeginEvent(long unixNanoseconds, string name)
    {
        _body.Append(_firstEvent ? ",\"events\":[{\"timeUnixNano\":\""u8 : ",{\"timeUnixNano\":\""u8);
        _firstEvent = false;
        _body.Append(unixNanoseconds);
        _body.Append("\",\"name\":\""u8);
        _body.AppendText(name);
        _body.Append("\","u8);
    }

    public void EndEvent() => _body.Append((byte)'}');

    public void BeginAttributes()
    {
        _body.Append("\"attributes\":["u8);
        _firstAttribute = true;
    }

    public void EndAttributes() => _body.Append((byte)']');

    public void Text(string key, ReadOnlySpan<char> value, ReadOnlySpan<char> ending)
    {
        Begin(key, ",\"value\":{\"stringValue\":\""u8);
        _body.AppendText(value);
        _body.AppendText(ending);
        _body.Append("\"}}"u8);
    }

    public void Text(ReadOnlySpan<string> keys, ReadOnlySpan<byte> utf8)
    {
        int start = 0, length = 0;
        foreach (string key in keys)
        {
            Begin(key, ",\"value\":{\"stringValue\":\""u8);
            if (length == 0)
            {
                start = _body.Length;
                _body.AppendText(utf8);
                length = _body.Length - start;
            }
            else
            {
                target.Repeat(start, length);
            }
            _body.Append("\"}}"u8);
        }
    }

    public void Integer(string key, long value)
    {
        Begin(key, ",\"value\":{\"intValue\":\""u8);
        _body.Append(value);
        _body.Append("\"}}"u8);
    }

    public void Boolean(string key, bool value)
    {
        Begin(key, ",\"value\":{\"boolValue\":"u8);
        _body.Append(value);
        _body.Append("}}"u8);
    }

    public void Double(string key, double value)
    {
        Begin(key, ",\"value\":{\"doubleValue\":"u8);
        _body.Append(value);
        _body.Append("}}"u8);
    }

    private void Begin(string key, ReadOnlySpan<byte> value)
    {
        _body.Append(_firstAttribute ? "{\"key\":\""u8 : ",{\"key\":\""u8);
        _firstAttribute = false;
        _body.AppendText(key);
        _body.Append((byte)'"');
        _body.Append(value);
    }
}
