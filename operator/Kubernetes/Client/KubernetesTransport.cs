using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using K8sRouter.Operator.Kubernetes.Configuration;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>
/// Sends calls: with the token, within the time limit, and with every failure as a <see cref="KubernetesException"/>.
/// </summary>
internal sealed class KubernetesTransport : IDisposable
{
    /// <summary>For a whole call, and for the headers of a watch.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    /// <summary>Of a refusal nobody needs to read more.</summary>
    private const int MaxRefusal = 64 * 1024;

    private static readonly ProductInfoHeaderValue Agent = new(
        "k8srouter-operator", typeof(KubernetesTransport).Assembly.GetName().Version!.ToString(3));

    private readonly HttpClient _http;
    private readonly KubernetesClientConfiguration _configuration;
    private readonly TimeProvider _clock;

    public KubernetesTransport(KubernetesClientConfiguration configuration, TimeProvider clock)
    {
        _http = KubernetesHttp.CreateClient(configuration);
        _configuration = configuration;
        _clock = clock;
    }

    /// <summary>Sends a call and reads its whole answer.</summary>
    public Task<PooledBody> SendAsync(KubernetesRequest request, CancellationToken cancellationToken) =>
        BoundedAsync(
            request,
            async within =>
            {
                using var response = await AuthorizedAsync(request, within);
                await ThrowIfRefusedAsync(request, response, within);
                return await PooledBody.ReadAsync(response.Content, int.MaxValue, within);
            },
            cancellationToken);

    /// <summary>Sends a call and leaves its answer to be read: the time limit ends with the headers.</summary>
    public Task<HttpResponseMessage> OpenAsync(KubernetesRequest request, CancellationToken cancellationToken) =>
        BoundedAsync(
            request,
            async within =>
            {
                var response = await AuthorizedAsync(request, within);
                try
                {
                    await ThrowIfRefusedAsync(request, response, within);
                    return response;
                }
                catch
                {
                    response.Dispose();
                    throw;
                }
            },
            cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<TAnswer> BoundedAsync<TAnswer>(
        KubernetesRequest request, Func<CancellationToken, Task<TAnswer>> call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, _clock);
        using var within = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await call(within.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException fault)
        {
            // The time limit, or the one for connecting, which the handler reports in the same way.
            throw limit.IsCancellationRequested
                ? KubernetesFaults.Late(request, TimeLimit, fault)
                : KubernetesFaults.Unreachable(request, _configuration.Server, fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw KubernetesFaults.Unreachable(request, _configuration.Server, fault);
        }
    }

    private async Task<HttpResponseMessage> AuthorizedAsync(KubernetesRequest request, CancellationToken cancellationToken)
    {
        var token = _configuration.Token?.Get();
        var response = await SendOnceAsync(request, token, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || token is null)
            return response;
        if (_configuration.Token!.Renew(token) is not { } renewed)
            return response;
        response.Dispose();
        return await SendOnceAsync(request, renewed, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        KubernetesRequest request, string? token, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, request.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.UserAgent.Add(Agent);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        if (token is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        // The handler takes the name to check the certificate for from here, and from nowhere else.
        if (_configuration.TlsServerName is not null)
            message.Headers.Host = _configuration.TlsServerName;
        if (request.Content is { } content)
        {
            message.Content = new ReadOnlyMemoryContent(content);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }
        return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task ThrowIfRefusedAsync(
        KubernetesRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        using var body = await PooledBody.ReadAsync(response.Content, MaxRefusal, cancellationToken);
        throw KubernetesFaults.Refused(request, response, body.Memory, _clock.GetUtcNow());
    }
}
