using K8sRouter.Core.Destinations.Testing;

namespace K8sRouter.Core.Destinations.Otlp;

/// <summary>Writes what tests a connection by OTLP: one span that says only that it is a test, or no span at all.</summary>
internal static class OtlpProbe
{
    /// <summary>Tells a receiver of the author's own that it is a test.</summary>
    public const string Header = "X-Test-Connection";

    private const string Service = "openrouter";

    public static void Write(TraceBuffer body, OtlpFormat format, DateTimeOffset now)
    {
        var encoder = format.CreateEncoder(body);
        encoder.BeginRequest();
        if (!format.EmptyProbe)
            WriteSpan(encoder, format, now);
        encoder.EndRequest();
    }

    private static void WriteSpan(IOtlpEncoder encoder, OtlpFormat format, DateTimeOffset now)
    {
        var attributes = new AttributeWriter(encoder, format.Dialect, format.MaxAttributeCharacters);
        encoder.BeginResource();
        attributes.Begin();
        attributes.Add("service.name", Service);
        // Some products find the project by an attribute, and refuse a span that names none.
        format.Dialect.AddToResource?.Invoke(attributes, ProbeGeneration.Of(now), new(null));
        attributes.End();
        encoder.BeginSpans(Service);
        long time = (now - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var span = new TraceSpan
        {
            TraceId = ProbeGeneration.TraceId,
            SpanId = ProbeGeneration.SpanId,
            Name = ProbeGeneration.Name,
            Kind = TraceSpanKind.Internal,
            StartUnixNanoseconds = time,
            EndUnixNanoseconds = time,
        };
        encoder.BeginSpan(span);
        attributes.Begin();
        attributes.End();
        encoder.EndSpan(span);
        encoder.EndSpans(schemaUrl: null);
    }
}
