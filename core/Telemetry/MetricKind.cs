namespace K8sRouter.Core.Telemetry;

/// <summary>How measurements of an instrument are put together.</summary>
internal enum MetricKind
{
    /// <summary>They are added up, and never sink.</summary>
    Counter,

    /// <summary>They are added up, and may sink.</summary>
    UpDown,

    /// <summary>The last one stands; so does an observed total.</summary>
    Gauge,

    /// <summary>They are counted in buckets.</summary>
    Histogram,
}
