namespace K8sRouter.Core.Destinations.Otlp;

/// <summary>The two encodings of OTLP over HTTP.</summary>
internal enum OtlpEncoding
{
    /// <summary>Binary.</summary>
    Protobuf,

    /// <summary>Text.</summary>
    Json,
}
