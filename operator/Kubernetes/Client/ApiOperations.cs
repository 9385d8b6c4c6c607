using System.Collections.ObjectModel;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using k8s.Authentication;
using k8s.Autorest;
using K8sRouter.Operator.Kubernetes.Configuration;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>
/// The library's client and operations, over bytes. It makes paths and queries, holds the connections and adds the credential; a
/// body goes out as it was written, and an answer comes back unread, a refusal too. By itself it would copy both into strings
/// and into the text of its exceptions, and try a refused token no second time.
/// </summary>
internal sealed class ApiOperations : k8s.Kubernetes
{
    /// <summary>Of a refusal nobody needs to read more.</summary>
    private const int MaxRefusal = 64 * 1024;

    private readonly string? _tlsServerName;
    private readonly ITokenProvider? _token;

    public ApiOperations(ClusterConnection connection)
        : base(ApiHandler.SettingsOf(connection))
    {
        _tlsServerName = connection.Settings.TlsServerName;
        _token = connection.Settings.TokenProvider;
    }

    /// <summary>What the server is: the only call whose answer has a type of its own in the library.</summary>
    public async Task<HttpOperationResponse<PooledBody>> GetVersionAsync(CancellationToken cancellationToken)
    {
        var response = await SendRequest<object?>("version", HttpMethod.Get, null, null, cancellationToken);
        return await CreateResultAsync<PooledBody>(response.RequestMessage!, response, false, cancellationToken);
    }

    /// <summary>
    /// Sends a call; where the server refuses the token, once more with another one, if there is another. The answer may be a
    /// refusal.
    /// </summary>
    protected override async Task<HttpResponseMessage> SendRequest<T>(
        string relativeUri,
        HttpMethod method,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? customHeaders,
        T body,
        CancellationToken cancellationToken)
    {
        var response = await SendOnceAsync(relativeUri, method, customHeaders, body, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || _token is not IRenewableToken renewable
            || response.RequestMessage?.Headers.Authorization?.Parameter is not { } refused)
            return response;
        try
        {
            if (!await renewable.RenewAsync(refused, cancellationToken))
                return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
        response.Dispose();
        return await SendOnceAsync(relativeUri, method, customHeaders, body, cancellationToken);
    }

    /// <summary>The whole answer, or as much of a refusal as is read; nothing yet of a watch.</summary>
    protected override async Task<HttpOperationResponse<T>> CreateResultAsync<T>(
        HttpRequestMessage httpRequest, HttpResponseMessage httpResponse, bool? watch, CancellationToken cancellationToken)
    {
        var result = new HttpOperationResponse<T> { Request = httpRequest, Response = httpResponse };
        if (watch == true && httpResponse.IsSuccessStatusCode)
            return result;
        try
        {
            int max = httpResponse.IsSuccessStatusCode ? int.MaxValue : MaxRefusal;
            result.Body = (T)(object)await PooledBody.ReadAsync(httpResponse.Content, max, cancellationToken);
            return result;
        }
        catch
        {
            httpResponse.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        (_token as IDisposable)?.Dispose();
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        string path,
        HttpMethod method,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? headers,
        object? body,
        CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(method, new Uri(BaseUri, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = ContentOf(body),
        };
        foreach (var (name, values) in headers ?? ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty)
            message.Headers.TryAddWithoutValidation(name, values);
        if (Credentials is not null)
            await Credentials.ProcessHttpRequestAsync(message, cancellationToken);
        // The handler takes the name to check the certificate for from here, and from nowhere else.
        if (!string.IsNullOrEmpty(_tlsServerName))
            message.Headers.Host = _tlsServerName;
        return await HttpClient.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static ReadOnlyMemoryContent? ContentOf(object? body)
    {
        if (body is null)
            return null;
        // What isn't bytes is a type of the library's: the options of a deletion.
        var bytes = body as RequestBody ?? new RequestBody(Encoding.UTF8.GetBytes(k8s.KubernetesJson.Serialize(body)));
        return new ReadOnlyMemoryContent(bytes.Content)
        {
            Headers = { ContentType = new MediaTypeHeaderValue(bytes.ContentType) },
        };
    }
}
