using K8sRouter.Core.Destinations.Testing;

namespace K8sRouter.Core.Destinations.Otlp;

/// <summary>Sends traces by OTLP over HTTP: one request a batch.</summary>
internal sealed class OtlpExporter : ITraceExporter, IConnectionProbe
{
    /// <summary>Memory for a body is asked for by the length of the last one, within reason.</summary>
    private const int LongestHint = 1 << 20;

    private readonly ExporterContext _context;
    private readonly Func<DestinationFields, DestinationRequest?> _request;
    private readonly OtlpFormat _format;
    private readonly DestinationSender _sender;
    private int _bodyLength = 16 << 10;

    /// <param name="context">Whose exporter it is.</param>
    /// <param name="request">Where it sends to; null: a secret has no value.</param>
    /// <param name="format">What it sends.</param>
    public OtlpExporter(ExporterContext context, Func<DestinationFields, DestinationRequest?> request, OtlpFormat format)
    {
        _context = context;
        _request = request;
        _format = format;
        _sender = new(context);
    }

    /// <inheritdoc/>
    public async Task<ExportResult> ExportAsync(IReadOnlyList<TracedGeneration> batch, CancellationToken cancellationToken)
    {
        using var request = _sender.Prepare(_request(_context.Fields), out var fault);
        if (request is null)
            return fault;
        using var body = new TraceBody(_bodyLength, _format.ContentType);
        Write(body.Buffer, batch);
        _bodyLength = (int)Math.Min(body.Buffer.Bytes.Length * 5L / 4, LongestHint);
        if (_format.Gzip)
            body.Compress();
        request.Content = body;
        return await _sender.SendAsync(request, PartialSuccess.ReadAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public HttpRequestMessage? CreateProbe(out ExportResult fault)
    {
        var request = _sender.Prepare(_request(_context.Fields), out fault);
        if (request is null)
            return null;
        request.Headers.Remove(OtlpProbe.Header);
        request.Headers.Add(OtlpProbe.Header, "true");
        var body = new TraceBody(1 << 10, _format.ContentType);
        OtlpProbe.Write(body.Buffer, _format, _context.Clock.GetUtcNow());
        if (_format.Gzip)
            body.Compress();
        request.Content = body;
        return request;
    }

    private void Write(TraceBuffer body, IReadOnlyList<TracedGeneration> batch)
    {
        using var traces = new OtlpTraceWriter(body, _format, _context.Destination);
        foreach (var generation in batch)
            traces.Add(generation);
        traces.End();
    }
}
