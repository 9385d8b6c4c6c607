namespace K8sRouter.Sidecar.Ingress;

/// <summary>A content coding of RFC 9110 that is taken in requests.</summary>
internal enum ContentCoding
{
    Gzip,

    /// <summary>The zlib format, as RFC 9110 has it, and not a bare deflate stream.</summary>
    Deflate,

    Brotli,
}
