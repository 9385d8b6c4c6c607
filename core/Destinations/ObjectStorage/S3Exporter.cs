using K8sRouter.Core.Destinations.Native;

namespace K8sRouter.Core.Destinations.ObjectStorage;

/// <summary>
/// Puts each trace into a bucket as an object of its own. A batch that must be sent again is sent whole: its objects get the same
/// names again.
/// </summary>
internal sealed class S3Exporter : ITraceExporter
{
    private const int AtOnce = 4;

    private readonly ExporterContext _context;
    private readonly DestinationSender _sender;

    public S3Exporter(ExporterContext context)
    {
        _context = context;
        _sender = new(context) { RetriesInternalErrors = true };
    }

    /// <inheritdoc/>
    public async Task<ExportResult> ExportAsync(IReadOnlyList<TracedGeneration> batch, CancellationToken cancellationToken)
    {
        var fields = _context.Fields;
        if (fields.Get("accessKeyId") is not { } id || fields.Get("secretAccessKey") is not { } key)
            return ExportResult.Retry(ExportFaults.MissingSecret);
        var credentials = new SigV4Credentials(id, key, fields.Get("sessionToken"));
        var worst = ExportResult.Delivered;
        for (int done = 0; done < batch.Count && worst.Status != ExportStatus.Retry; done += AtOnce)
        {
            var puts = batch.Skip(done).Take(AtOnce).Select(generation => PutAsync(generation, credentials, cancellationToken));
            foreach (var result in await Task.WhenAll(puts))
                worst = Worse(worst, result);
        }
        return worst;
    }

    /// <summary>What must be sent again comes before what can't be, and that before what arrived.</summary>
    private static ExportResult Worse(ExportResult one, ExportResult other)
    {
        if (one.Status == ExportStatus.Retry || other.Status == ExportStatus.Delivered)
            return one;
        return other.Status == ExportStatus.Retry || one.Status == ExportStatus.Delivered ? other : one;
    }

    private async Task<ExportResult> PutAsync(
        TracedGeneration generation, SigV4Credentials credentials, CancellationToken cancellationToken)
    {
        var fields = _context.Fields;
        using var trace = new NativeTrace(_context.Destination);
        trace.Take(generation);
        string address = S3ObjectName.Address(fields, S3ObjectName.Of(fields, trace));
        var parts = new DestinationRequest(address) { Method = HttpMethod.Put };
        using var request = _sender.Prepare(parts, out var fault);
        if (request is null)
            return fault;
        using var body = new TraceBody(16 << 10, "application/json");
        S3TraceDocument.Write(body.Buffer, trace, _context.Clock.GetUtcNow());
        SigV4Signer.Sign(request, body.Buffer.Sha256(), credentials, S3ObjectName.Region(fields), _context.Clock.GetUtcNow());
        request.Content = body;
        return await _sender.SendAsync(request, read: null, cancellationToken);
    }
}
