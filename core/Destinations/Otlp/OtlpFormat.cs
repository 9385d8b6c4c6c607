namespace K8sRouter.Core.Destinations.Otlp;

/// <summary>How a destination wants OTLP.</summary>
internal sealed record OtlpFormat
{
    /// <summary>Characters of one attribute beyond which it is cut, where a destination has no narrower limit.</summary>
    public const int MaxCharacters = 10_000_000;

    /// <summary>Which encoding.</summary>
    public OtlpEncoding Encoding { get; init; } = OtlpEncoding.Protobuf;

    /// <summary>Whether the body is compressed: only where the destination's documentation takes it.</summary>
    public bool Gzip { get; init; }

    /// <summary>What its spans are.</summary>
    public SpanDialect Dialect { get; init; } = GenAiConventions.Dialect;

    /// <summary>Characters of one attribute beyond which it is cut.</summary>
    public int MaxAttributeCharacters { get; init; } = MaxCharacters;

    /// <summary>Whether a connection is tested by a request without a span.</summary>
    public bool EmptyProbe { get; init; }

    /// <summary>The body's media type.</summary>
    public string ContentType => Encoding == OtlpEncoding.Json ? "application/json" : "application/x-protobuf";

    /// <summary>An encoder that writes to <paramref name="target"/>.</summary>
    public IOtlpEncoder CreateEncoder(TraceBuffer target) =>
        Encoding == OtlpEncoding.Json ? new OtlpJsonEncoder(target) : new OtlpProtobufEncoder(target);
}
