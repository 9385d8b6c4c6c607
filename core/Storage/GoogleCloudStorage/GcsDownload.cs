using System.Net;
using System.Net.Http.Headers;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>Reads the bytes of objects.</summary>
internal sealed class GcsDownload(GcsTransport transport, GcsUris uris)
{
    /// <summary>A part of an object; null: there is no such object.</summary>
    public Task<byte[]?> ReadRangeAsync(string name, long offset, int length, CancellationToken cancellationToken) =>
        transport.RunAsync(
            GcsActions.Read,
            async attempt =>
            {
                using var response = await SendAsync(attempt, name, null, new(offset, offset + length - 1));
                if (response is null)
                    return null;
                var range = response.Content.Headers.ContentRange;
                if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || range?.To < offset + length - 1)
                    throw EndsBefore(name, offset + length);
                if (response.StatusCode != HttpStatusCode.PartialContent || range?.From != offset)
                    throw new GcsTransientException("another part than the one asked for", response.StatusCode);
                var part = new byte[length];
                await using var body = await response.Content.ReadAsStreamAsync(attempt.Token);
                for (int at = 0, read; at < length; at += read)
                {
                    read = await body.ReadAsync(part.AsMemory(at), attempt.Token);
                    if (read == 0)
                        throw new GcsTransientException("a body that ends early");
                    attempt.Progress();
                }
                return part;
            },
            cancellationToken);

    /// <summary>A whole object; null: there is no such object.</summary>
    public async Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var response = await OpenFromAsync(name, null, 0, cancellationToken);
        return response is null ? null : await GcsReadStream.OpenAsync(this, transport, name, response, cancellationToken);
    }

    /// <summary>The rest of an object; null: that generation isn't there.</summary>
    public Task<HttpResponseMessage?> OpenFromAsync(
        string name, long? generation, long offset, CancellationToken cancellationToken) => transport.RunAsync(
            GcsActions.Read,
            async attempt =>
            {
                var response = await SendAsync(attempt, name, generation, offset == 0 ? null : new(offset, null));
                if (response is null || (offset == 0 && response.IsSuccessStatusCode)
                    || response.Content.Headers.ContentRange?.From == offset)
                    return response;
                response.Dispose();
                throw new GcsTransientException("another part than the one asked for", response.StatusCode);
            },
            cancellationToken);

    public static EndOfStreamException EndsBefore(string name, long end) =>
        new($"The object {name} ends before byte {end}.");

    private async Task<HttpResponseMessage?> SendAsync(
        GcsAttempt attempt, string name, long? generation, RangeHeaderValue? range)
    {
        var response = await transport.SendAsync(
            attempt, GcsActions.Read, () => Request(name, generation, range),
            static status => status is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable);
        if (response.StatusCode != HttpStatusCode.NotFound)
            return response;
        using (response)
        {
            var answer = new GcsAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(attempt.Token));
            return GcsError.Parse(answer.Body).BucketMissing ? throw transport.Fault(GcsActions.Read, answer) : null;
        }
    }

    private HttpRequestMessage Request(string name, long? generation, RangeHeaderValue? range)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, uris.Media(name, generation));
        request.Headers.Range = range;
        // Else an object that somebody stored with an encoding comes decoded, and neither ranges nor checksums fit.
        request.Headers.AcceptEncoding.Add(new("gzip"));
        return request;
    }
}
