using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>Writes an object by one request with its metadata and its bytes: half the round trips of a resumable one.</summary>
internal sealed class MultipartInsert(GcsTransport transport, GcsUris uris, string? kmsKeyName)
{
    /// <returns>The answer: success, 412 or 400.</returns>
    public Task<GcsAnswer> SendAsync(GcsUpload upload, CancellationToken cancellationToken) => transport.RunAsync(
        GcsActions.Write,
        attempt => transport.AskAsync(
            attempt, GcsActions.Write, () => Request(upload, Content(upload, attempt)), GcsActions.IsPutAnswer),
        cancellationToken);

    private HttpRequestMessage Request(GcsUpload upload, PartContent content) =>
        new(HttpMethod.Post, uris.Insert("multipart", upload.Name, upload.IfGeneration, kmsKeyName)) { Content = content };

    private static PartContent Content(GcsUpload upload, GcsAttempt attempt)
    {
        string boundary = Guid.NewGuid().ToString("n");
        string metadata = JsonSerializer.Serialize(
            GcsObjectResource.Of(upload.Properties), GcsJson.Default.GcsObjectResource);
        string head = $"--{boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{metadata}\r\n"
            + $"--{boundary}\r\nContent-Type: {upload.Properties.ContentType}\r\n\r\n";
        var content = new PartContent(upload.Content, 0, upload.Content.Length, attempt)
        {
            Head = Encoding.UTF8.GetBytes(head),
            Tail = Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n"),
        };
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/related; boundary={boundary}");
        return content;
    }
}
