using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// Writes an object in chunks. After a fault the service is asked how far it is, and the upload goes on from there; a session
/// that is gone is begun anew.
/// </summary>
internal sealed class ResumableInsert(GcsTransport transport, GcsUris uris, string? kmsKeyName)
{
    private const int MostSessions = 3;
    private const int MostIdleSteps = 8;

    /// <returns>The last answer: success, 412 or 400.</returns>
    public async Task<GcsAnswer> SendAsync(GcsUpload upload, CancellationToken cancellationToken)
    {
        for (int begun = 0; begun < MostSessions; begun++)
        {
            var (session, refusal) = await transport.RunAsync(
                GcsActions.Write, attempt => BeginAsync(upload, attempt), cancellationToken);
            if (session is null)
                return refusal;
            if (await SendChunksAsync(upload, session, cancellationToken) is { } answer)
                return answer;
        }
        throw GcsFaults.Unavailable(
            transport.Place, GcsActions.Write, "its upload sessions don't last", MostSessions, HttpStatusCode.Gone, null);
    }

    private async Task<(ResumableSession? Session, GcsAnswer Refusal)> BeginAsync(GcsUpload upload, GcsAttempt attempt)
    {
        var address = uris.Insert("resumable", upload.Name, upload.IfGeneration, kmsKeyName);
        using var response = await transport.SendAsync(
            attempt, GcsActions.Write, () => BeginRequest(address, upload), GcsActions.IsPutAnswer);
        if (!response.IsSuccessStatusCode)
            return (null, new(response.StatusCode, await response.Content.ReadAsByteArrayAsync(attempt.Token)));
        // The bytes and the token go nowhere but where the store is.
        if (response.Headers.Location is not { IsAbsoluteUri: true } location
            || location.GetLeftPart(UriPartial.Authority) != address.GetLeftPart(UriPartial.Authority))
            throw new GcsTransientException("an upload session at another address than the service's");
        return (new(location), default);
    }

    private static HttpRequestMessage BeginRequest(Uri address, GcsUpload upload)
    {
        var metadata = JsonSerializer.SerializeToUtf8Bytes(
            GcsObjectResource.Of(upload.Properties), GcsJson.Default.GcsObjectResource);
        var content = new ByteArrayContent(metadata);
        content.Headers.ContentType = new("application/json", "UTF-8");
        return new(HttpMethod.Post, address)
        {
            Content = content,
            Headers =
            {
                { "X-Upload-Content-Type", upload.Properties.ContentType },
                { "X-Upload-Content-Length", $"{upload.Content.Length}" },
            },
        };
    }

    /// <summary>The last answer; null: the session is gone.</summary>
    private async Task<GcsAnswer?> SendChunksAsync(
        GcsUpload upload, ResumableSession session, CancellationToken cancellationToken)
    {
        for (int idle = 0; idle < MostIdleSteps;)
        {
            long before = session.Offset;
            // Each step has its own attempts: an upload that moves isn't given up.
            var answer = await transport.RunAsync(
                GcsActions.Write, attempt => StepAsync(upload, session, attempt), cancellationToken);
            if (answer is not { Status: HttpStatusCode.PermanentRedirect })
                return answer;
            idle = session.Offset > before ? 0 : idle + 1;
        }
        throw GcsFaults.Unavailable(
            transport.Place, GcsActions.Write, "its upload doesn't move on", MostIdleSteps,
            HttpStatusCode.PermanentRedirect, null);
    }

    /// <summary>Asks how far the upload is where that isn't known, else sends a chunk.</summary>
    private async Task<GcsAnswer?> StepAsync(GcsUpload upload, ResumableSession session, GcsAttempt attempt)
    {
        bool asking = session.IsUncertain;
        session.IsUncertain = true;
        using var response = await transport.SendAsync(
            attempt, GcsActions.Write,
            () => asking ? AskRequest(upload, session) : ChunkRequest(upload, session, Chunk(upload, session, attempt)),
            static status => status is HttpStatusCode.PermanentRedirect or HttpStatusCode.NotFound or HttpStatusCode.Gone
                || GcsActions.IsPutAnswer(status));
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return null;
        if (response.StatusCode == HttpStatusCode.PermanentRedirect)
            return session.TryAdvance(Persisted(response), upload.Content.Length)
                ? new(HttpStatusCode.PermanentRedirect, [])
                : null;
        return new(response.StatusCode, await response.Content.ReadAsByteArrayAsync(attempt.Token));
    }

    private PartContent Chunk(GcsUpload upload, ResumableSession session, GcsAttempt attempt)
    {
        long length = Math.Min(transport.Tuning.ChunkBytes, upload.Content.Length - session.Offset);
        return new(upload.Content, session.Offset, length, attempt);
    }

    private static HttpRequestMessage ChunkRequest(GcsUpload upload, ResumableSession session, PartContent content)
    {
        long last = session.Offset + content.Headers.ContentLength!.Value - 1;
        content.Headers.ContentRange = new(session.Offset, last, upload.Content.Length);
        return new(HttpMethod.Put, session.Address) { Content = content };
    }

    private static HttpRequestMessage AskRequest(GcsUpload upload, ResumableSession session)
    {
        var nothing = new ByteArrayContent([]);
        nothing.Headers.ContentRange = new(upload.Content.Length);
        return new(HttpMethod.Put, session.Address) { Content = nothing };
    }

    /// <summary>Bytes that the service has: <c>Range: bytes=0-N</c>, or no header where it has none.</summary>
    private static long Persisted(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Range", out var values)
            && RangeHeaderValue.TryParse(values.First(), out var range)
            && range.Ranges.First().To is { } last
            ? last + 1
            : 0;
}
