namespace K8sRouter.Core.Destinations;

/// <summary>Kind of a span, by OTLP's numbers.</summary>
public enum TraceSpanKind
{
    /// <summary>Within one program.</summary>
    Internal = 1,

    /// <summary>The receiving side of a call.</summary>
    Server = 2,

    /// <summary>The calling side.</summary>
    Client = 3,
}
