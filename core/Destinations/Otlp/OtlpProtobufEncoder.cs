using System.Text;

namespace K8sRouter.Core.Destinations.Otlp;

/// <summary>OTLP's binary encoding, by the field numbers of opentelemetry-proto 1.x.</summary>
internal sealed class OtlpProtobufEncoder(TraceBuffer target) : IOtlpEncoder
{
    private const int KeyField = 1, ValueField = 2;
    private const int StringValue = 1, BoolValue = 2, IntValue = 3, DoubleValue = 4;
    private const int ResourceAttributes = 1, SpanAttributes = 9, EventAttributes = 3;
    private const int NumberTag = 1;

    private readonly ProtobufWriter _writer = new(target);
    private ProtobufWriter.Mark _resourceSpans;
    private ProtobufWriter.Mark _resource;
    private ProtobufWriter.Mark _scopeSpans;
    private ProtobufWriter.Mark _span;
    private ProtobufWriter.Mark _event;
    private int _attributes;

    public void BeginRequest()
    {
    }

    public void EndRequest()
    {
    }

    public void BeginResource()
    {
        _resourceSpans = _writer.Begin(1);
        _resource = _writer.Begin(1);
        _attributes = ResourceAttributes;
    }

    public void BeginSpans(string scope)
    {
        _writer.End(_resource);
        _scopeSpans = _writer.Begin(2);
        _writer.WriteLength(1, ProtobufWriter.LengthOfField(Encoding.UTF8.GetByteCount(scope)));
        _writer.WriteText(1, scope);
    }

    public void EndSpans(string? schemaUrl)
    {
        if (schemaUrl is not null)
            _writer.WriteText(3, schemaUrl);
        _writer.End(_scopeSpans);
        _writer.End(_resourceSpans);
    }

    public void BeginSpan(in TraceSpan span)
    {
        _span = _writer.Begin(2);
        _writer.WriteHex(1, span.TraceId);
        _writer.WriteHex(2, span.SpanId);
        if (span.ParentSpanId is { } parent)
            _writer.WriteHex(4, parent);
        _writer.WriteText(5, span.Name);
        _writer.WriteNumber(6, (long)span.Kind);
        _writer.WriteFixed(7, span.StartUnixNanoseconds);
        _writer.WriteFixed(8, span.EndUnixNanoseconds);
        _attributes = SpanAttributes;
    }

    public void EndSpan(in TraceSpan span)
    {
        if (span.Link is { } link)
        {
            var begun = _writer.Begin(13);
            _writer.WriteHex(1, link.TraceId);
            _writer.WriteHex(2, link.SpanId);
            _writer.End(begun);
        }
        var status = _writer.Begin(15);
        if (span.StatusMessage is { } message)
            _writer.WriteText(2, message);
        _writer.WriteNumber(3, span.Failed ? 2 : 1);
        _writer.End(status);
        _writer.End(_span);
    }

    public void BeginEvent(long unixNanoseconds, string name)
    {
        _event = _writer.Begin(11);
        _writer.WriteFixed(1, unixNanoseconds);
        _writer.WriteText(2, name);
        _attributes = EventAttributes;
    }

    public void EndEvent() => _writer.End(_event);

    public void BeginAttributes()
    {
    }

    public void EndAttributes()
    {
    }

    public void Text(string key, ReadOnlySpan<char> value, ReadOnlySpan<char> ending)
    {
        int length = Encoding.UTF8.GetByteCount(value) + Encoding.UTF8.GetByteCount(ending);
        BeginText(key, length);
        _writer.AppendText(value);
        _writer.AppendText(ending);
    }

    public void Text(ReadOnlySpan<string> keys, ReadOnlySpan<byte> utf8)
    {
        int start = -1;
        foreach (string key in keys)
        {
            BeginText(key, utf8.Length);
            if (start >= 0)
            {
                target.Repeat(start, utf8.Length);
                continue;
            }
            start = target.Bytes.Length;
            target.Bytes.Append(utf8);
        }
    }

    public void Integer(string key, long value)
    {
        Begin(key, NumberTag + ProtobufWriter.LengthOf((ulong)value));
        _writer.WriteNumber(IntValue, value);
    }

    public void Boolean(string key, bool value)
    {
        Begin(key, NumberTag + 1);
        _writer.WriteNumber(BoolValue, value ? 1 : 0);
    }

    public void Double(string key, double value)
    {
        Begin(key, NumberTag + sizeof(double));
        _writer.WriteDouble(DoubleValue, value);
    }

    private void BeginText(string key, int length)
    {
        Begin(key, ProtobufWriter.LengthOfField(length));
        _writer.WriteLength(StringValue, length);
    }

    /// <summary>Begins an attribute up to the inside of its value.</summary>
    private void Begin(string key, int value)
    {
        int keyLength = Encoding.UTF8.GetByteCount(key);
        _writer.WriteLength(_attributes, ProtobufWriter.LengthOfField(keyLength) + ProtobufWriter.LengthOfField(value));
        _writer.WriteText(KeyField, key);
        _writer.WriteLength(ValueField, value);
    }
}
