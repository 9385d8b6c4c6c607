using System.Net;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// Body of a request to a destination. Its memory goes back to the pool only if it was sent to the end: a client that was
/// answered
/// early, or has given up, may still be sending it.
/// </summary>
internal sealed class TraceBody : HttpContent
{
    private bool _begun;
    private bool _sent;

    public TraceBody(int capacity)
    {
        Json = new(capacity);
        Headers.ContentType = new("application/json");
    }

    public JsonBuffer Json { get; }

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _begun, true);
        Volatile.Write(ref _sent, false);
        await stream.WriteAsync(Json.Memory, cancellationToken);
        Volatile.Write(ref _sent, true);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = Json.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && (Volatile.Read(ref _sent) || !Volatile.Read(ref _begun)))
            Json.Dispose();
        else
            Json.Abandon();
        base.Dispose(disposing);
    }
}
