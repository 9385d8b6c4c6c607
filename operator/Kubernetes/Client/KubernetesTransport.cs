using k8s.Autorest;
using K8sRouter.Operator.Kubernetes.Configuration;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Sends calls: within the time limit, and with every failure as a <see cref="KubernetesException"/>.</summary>
internal sealed class KubernetesTransport(ClusterConnection connection, TimeProvider clock) : IDisposable
{
    /// <summary>For a whole call, and for the headers of a watch.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private readonly ApiOperations _api = new(connection);

    /// <summary>Sends a call and reads its whole answer.</summary>
    public async Task<PooledBody> SendAsync(KubernetesRequest request, CancellationToken cancellationToken)
    {
        var answer = await AcceptedAsync(request, cancellationToken);
        answer.Response.Dispose();
        return answer.Body;
    }

    /// <summary>Sends a call and leaves its answer to be read: the time limit ends with the headers.</summary>
    public async Task<HttpResponseMessage> OpenAsync(KubernetesRequest request, CancellationToken cancellationToken) =>
        (await AcceptedAsync(request, cancellationToken)).Response;

    public void Dispose() => _api.Dispose();

    private async Task<HttpOperationResponse<PooledBody>> AcceptedAsync(
        KubernetesRequest request, CancellationToken cancellationToken)
    {
        var answer = await BoundedAsync(request, cancellationToken);
        if (answer.Response.IsSuccessStatusCode)
            return answer;
        using var response = answer.Response;
        using var body = answer.Body;
        throw KubernetesFaults.Refused(request, response, body.Memory, clock.GetUtcNow());
    }

    private async Task<HttpOperationResponse<PooledBody>> BoundedAsync(
        KubernetesRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var within = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await request.SendAsync(_api, within.Token);
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
                : KubernetesFaults.Unreachable(request, _api.BaseUri, fault);
        }
        catch (KubernetesConfigurationException fault)
        {
            throw KubernetesFaults.Broken(request, $"there is no credential to send: {fault.Message}");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw KubernetesFaults.Unreachable(request, _api.BaseUri, fault);
        }
    }
}
