namespace K8sRouter.Sidecar.Forwarding;

/// <summary>What a response bears that is a stream of events.</summary>
internal static class EventStreamHeaders
{
    public const string MediaType = "text/event-stream";

    public static void Write(IHeaderDictionary headers)
    {
        headers.ContentType = MediaType;
        headers.CacheControl = "no-cache";
        // Tells a reverse proxy between here and the caller not to collect the stream.
        headers["X-Accel-Buffering"] = "no";
    }
}
