using K8sRouter.Core.Destinations.Native;
using K8sRouter.Core.Destinations.Testing;

namespace K8sRouter.Core.Destinations.ObjectStorage;

/// <summary>
/// Puts each trace into a bucket as an object of its own. A batch that must be sent again is sent whole: its objects get the same
/// names again.
/// </summary>
internal sealed class S3Exporter : ITraceExporter, IConnectionProbe
{
    private const int AtOnce = 4;

    private readonly ExporterContext _context;
    private readonly DestinationSender _sender;

    public S3Exporter(ExporterContext context)
    {
        _context = context;
        _sender = new(context);
    }

    /// <inheritdoc/>
    public async Task<ExportResult> ExportAsync(IReadOnlyList<TracedGeneration> batch, CancellationToken cancellationToken)
    {
        if (Credentials() is not { } credentials)
            return ExportResult.Retry(ExportFaults.MissingSecret);
        var worst = ExportResult.Delivered;
        for (int done = 0; done < batch.Count && worst.Status != ExportStatus.Retry; done += AtOnce)
        {
            var puts = batch.Skip(done).Take(AtOnce).Select(generation => PutAsync(generation, credentials, cancellationToken));
            foreach (var result in await Task.WhenAll(puts))
                worst = Worse(worst, result);
        }
        return worst;
    }

    /// <inheritdoc/>
    public HttpRequestMessage? CreateProbe(out ExportResult fault)
    {
        fault = ExportResult.Retry(ExportFaults.MissingSecret);
        if (Credentials() is not { } credentials)
            return null;
        var now = _context.Clock.GetUtcNow();
        string name = S3ObjectName.In(_context.Fields, now.UtcDateTime, apiKeyName: null, $".{ProbeGeneration.Name}.json");
        return Put(name, WriteProbe, credentials, now, out fault);
    }

    private static void WriteProbe(TraceBuffer body)
    {
        var fields = new JsonFields(body.Bytes);
        fields.Text("name", ProbeGeneration.Name);
        fields.End();
    }

    /// <summary>Null: one that is needed has no value.</summary>
    private SigV4Credentials? Credentials()
    {
        var fields = _context.Fields;
        return fields.Get("accessKeyId") is { } id && fields.Get("secretAccessKey") is { } key
            ? new(id, key, fields.Get("sessionToken"))
            : null;
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
        using var trace = new NativeTrace(_context.Destination);
        trace.Take(generation);
        var now = _context.Clock.GetUtcNow();
        using var request = Put(
            S3ObjectName.Of(_context.Fields, trace), body => S3TraceDocument.Write(body, trace, now), credentials, now,
            out var fault);
        return request is null ? fault : await _sender.SendAsync(request, read: null, cancellationToken);
    }

    private HttpRequestMessage? Put(
        string name, Action<TraceBuffer> write, SigV4Credentials credentials, DateTimeOffset now, out ExportResult fault)
    {
        var parts = new DestinationRequest(S3ObjectName.Address(_context.Fields, name)) { Method = HttpMethod.Put };
        var request = _sender.Prepare(parts, out fault);
        if (request is null)
            return null;
        var body = new TraceBody(16 << 10, "application/json");
        request.Content = body;
        write(body.Buffer);
        SigV4Signer.Sign(request, body.Buffer.Sha256(), credentials, S3ObjectName.Region(_context.Fields), now);
        return DestinationSender.Checked(request, out fault);
    }
}
