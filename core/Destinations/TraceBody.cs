using System.IO.Compression;
using System.Net;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// Body of a request to a destination. Its memory goes back to the pool only if it was sent to the end: a client that was
/// answered early, or has given up, may still be sending it.
/// </summary>
internal sealed class TraceBody : HttpContent
{
    private bool _begun;
    private bool _sent;

    public TraceBody(int capacity, string contentType)
    {
        Buffer = new(capacity);
        Headers.ContentType = new(contentType);
    }

    public TraceBuffer Buffer { get; private set; }

    /// <summary>Puts the compressed body in the place of what was written. Its length must be known before it is sent.</summary>
    public void Compress()
    {
        var compressed = new TraceBuffer((int)Math.Min(Buffer.Length / 4, 1 << 20));
        using (var target = new GZipStream(new BufferStream(compressed.Bytes), CompressionLevel.Fastest))
        {
            foreach (var part in Buffer.Parts())
                target.Write(part.Span);
        }
        Buffer.Dispose();
        Buffer = compressed;
        Headers.ContentEncoding.Add("gzip");
    }

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _begun, true);
        Volatile.Write(ref _sent, false);
        foreach (var part in Buffer.Parts())
            await stream.WriteAsync(part, cancellationToken);
        Volatile.Write(ref _sent, true);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = Buffer.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && (Volatile.Read(ref _sent) || !Volatile.Read(ref _begun)))
            Buffer.Dispose();
        else
            Buffer.Abandon();
        base.Dispose(disposing);
    }
}
