namespace K8sRouter.Core.Destinations.Testing;

/// <summary>An exporter whose connection can be tried without a trace of anybody's.</summary>
internal interface IConnectionProbe
{
    /// <summary>
    /// A harmless request by the same address, headers and format as traces; null: none can be made, and
    /// <paramref name="fault"/> says why.
    /// </summary>
    HttpRequestMessage? CreateProbe(out ExportResult fault);
}
