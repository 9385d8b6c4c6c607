namespace K8sRouter.Benchmarks.Load;

/// <summary>What a loop is to do.</summary>
/// <param name="Port">Where requests go.</param>
/// <param name="Request">The bytes of each request.</param>
/// <param name="Check">Makes the check of one connection's answers; it adds chunk times to the list, where there is one.</param>
/// <param name="Concurrency">Connections.</param>
/// <param name="Duration">After which no request is begun.</param>
/// <param name="TimesChunks">Whether the way of each chunk is timed.</param>
internal sealed record LoadOrder(
    int Port,
    ReadOnlyMemory<byte> Request,
    Func<List<double>?, IResponseCheck> Check,
    int Concurrency,
    TimeSpan Duration,
    bool TimesChunks = false);
