using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Google.Apis.Storage.v1;
using Object = Google.Apis.Storage.v1.Data.Object;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// Reads the bytes of objects. The library's own download pushes them into a stream and doesn't say which part of the object it
/// got, so these are its requests over its HTTP client, and its answers.
/// </summary>
internal sealed class GcsDownload(GcsTransport transport, string bucket)
{
    private const string OtherPart = "another part than the one asked for";

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
                if (range?.To < offset + length - 1)
                    throw EndsBefore(name, offset + length);
                if (response.StatusCode != HttpStatusCode.PartialContent || range?.From != offset)
                    throw new GcsTransientException(OtherPart, response.StatusCode);
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
        return response is null ? null : await GcsReadStream.OpenAsync(
            this, transport, name, Generation(response)!.Value, response, cancellationToken);
    }

    /// <summary>The rest of an object; null: that generation isn't there.</summary>
    public Task<HttpResponseMessage?> OpenFromAsync(
        string name, long? generation, long offset, CancellationToken cancellationToken) => transport.RunAsync(
            GcsActions.Read,
            async attempt =>
            {
                var response = await SendAsync(attempt, name, generation, offset == 0 ? null : new(offset, null));
                // What doesn't say its generation is no object: some proxies answer 200 with a page.
                bool isObject = response is null
                    || (Generation(response) is not null && (response.Content.Headers.ContentRange?.From ?? 0) == offset);
                if (isObject)
                    return response;
                response!.Dispose();
                throw new GcsTransientException(OtherPart, response.StatusCode);
            },
            cancellationToken);

    public static EndOfStreamException EndsBefore(string name, long end) =>
        new($"The object {name} ends before byte {end}.");

    private static long? Generation(HttpResponseMessage response) =>
        response.Headers.TryGetValues(GcsHandler.GenerationHeader, out var values)
            && long.TryParse(values.First(), CultureInfo.InvariantCulture, out long generation)
            ? generation
            : null;

    private async Task<HttpResponseMessage?> SendAsync(
        GcsAttempt attempt, string name, long? generation, RangeHeaderValue? range)
    {
        var get = transport.Client.Service.Objects.Get(bucket, name);
        get.Alt = StorageBaseServiceRequest<Object>.AltEnum.Media;
        get.Generation = generation;
        using var request = get.CreateRequest();
        request.Headers.Range = range;
        // Else an object that somebody stored with an encoding comes decoded, and neither ranges nor checksums fit.
        request.Headers.AcceptEncoding.Add(new("gzip"));
        try
        {
            return await get.Service.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt.Token);
        }
        catch (GcsAnswerException answer) when (answer.IsMissingObject)
        {
            return null;
        }
        catch (GcsAnswerException answer) when (answer.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw range?.Ranges.First().To is { } last
                ? EndsBefore(name, last + 1)
                : new GcsTransientException(OtherPart, answer.Status);
        }
    }
}
