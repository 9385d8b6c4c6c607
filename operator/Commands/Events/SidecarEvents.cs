using System.Net;
using System.Runtime.CompilerServices;

namespace K8sRouter.Operator.Commands.Events;

/// <summary>Events from a sidecar's admin port.</summary>
internal static class SidecarEvents
{
    /// <summary>Its latest and those that come, as JSON, until it ends.</summary>
    /// <exception cref="CommandException">Nobody answers there, or no sidecar.</exception>
    public static async IAsyncEnumerable<string> FollowAsync(
        Uri url, string? token, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10) };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var response = await OpenAsync(client, url, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await ReadLineAsync(lines, cancellationToken) is { } line)
            yield return line;
    }

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == "application/x-ndjson")
                return response;
            response.Dispose();
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                throw CommandException.Problem(
                    $"{url} wants the admin token: write admin-token of the workspace's Secret k8srouter-credentials into a "
                    + "file, and name that by --token-file.");
            }
            throw CommandException.Problem(
                $"{url} answers {(int)response.StatusCode} and no events; name the admin port of a sidecar (--admin-port).");
        }
        catch (HttpRequestException)
        {
            throw CommandException.Problem($"{url} can't be reached; is the sidecar running, and is that its admin port?");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw CommandException.Problem($"{url} doesn't answer.");
        }
    }

    private static async Task<string?> ReadLineAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException)
        {
            return null;
        }
    }
}
