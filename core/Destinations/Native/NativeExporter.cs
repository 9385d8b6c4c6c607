using K8sRouter.Core.Destinations.Testing;

namespace K8sRouter.Core.Destinations.Native;

/// <summary>Sends a batch as one request in a format of the destination's own.</summary>
internal sealed class NativeExporter : ITraceExporter, IConnectionProbe
{
    private readonly ExporterContext _context;
    private readonly Func<IReadOnlyList<TracedGeneration>, DestinationRequest?> _request;
    private readonly NativeFormat _format;
    private readonly DestinationSender _sender;

    /// <param name="context">Whose exporter it is.</param>
    /// <param name="request">Where a batch is sent to; null: a secret has no value.</param>
    /// <param name="format">What is sent.</param>
    public NativeExporter(
        ExporterContext context, Func<IReadOnlyList<TracedGeneration>, DestinationRequest?> request, NativeFormat format)
    {
        _context = context;
        _request = request;
        _format = format;
        _sender = new(context) { Timeout = format.Timeout };
    }

    /// <inheritdoc/>
    public async Task<ExportResult> ExportAsync(IReadOnlyList<TracedGeneration> batch, CancellationToken cancellationToken)
    {
        using var request = Create(batch, out var fault);
        return request is null ? fault : await _sender.SendAsync(request, Read, cancellationToken);
    }

    /// <inheritdoc/>
    public HttpRequestMessage? CreateProbe(out ExportResult fault) => Create(
        _format.EmptyProbe ? [] : [new(ProbeGeneration.Of(_context.Clock.GetUtcNow()), null)], out fault);

    private HttpRequestMessage? Create(IReadOnlyList<TracedGeneration> batch, out ExportResult fault)
    {
        var request = _sender.Prepare(_request(batch), out fault);
        if (request is null)
            return null;
        var body = new TraceBody(16 << 10, _format.ContentType);
        request.Content = body;
        using (var trace = new NativeTrace(_context.Destination))
            _format.Write(body.Buffer, trace, batch);
        if (_format.Gzip)
            body.Compress();
        return request;
    }

    private Task<ExportResult> Read(HttpResponseMessage response, CancellationToken cancellationToken) =>
        Task.FromResult(response.StatusCode == _format.StillRunning
            ? ExportResult.Retry($"http_{(int)response.StatusCode}")
            : ExportResult.Delivered);
}
