using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Webhooks;

/// <summary>
/// Ends the webhook of a replica so that no call of the API server is lost: it answers on until the Service no longer leads to
/// the replica, and every answer meanwhile ends its connection, so that none is left idle on which a call may come at the last
/// moment.
/// </summary>
/// <param name="kubernetes">Says where the Service leads.</param>
/// <param name="operatorNamespace">Where the Service is.</param>
/// <param name="pod">Name of the replica's pod.</param>
/// <param name="time">Paces it.</param>
/// <param name="logger">Told where the replica is still addressed at the end.</param>
[GenericRbac(RbacScope.OperatorNamespace, "", "endpoints", RbacVerb.Get, Names = OperatorNames.WebhookService,
    For = "whether the webhook's Service still leads to a replica that ends")]
internal sealed class WebhookDrain(
    IKubernetes kubernetes, string operatorNamespace, string pod, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// Longer than two readiness probes in a row take, by which a container that is restarted leaves the Service; a pod that is
    /// deleted leaves it at once. With what follows it is within the Deployment's terminationGracePeriodSeconds.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>Nodes learn of the change a moment after the API server has it.</summary>
    public static readonly TimeSpan Propagation = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits, and stops the server; requests that have begun are answered.</summary>
    public async Task RunAsync(WebhookServer server)
    {
        server.Leave();
        using var longest = new CancellationTokenSource(Longest, time);
        try
        {
            while (await IsAddressedAsync(longest.Token))
                await Task.Delay(BetweenLooks, time, longest.Token);
        }
        catch (OperationCanceledException) when (longest.IsCancellationRequested)
        {
            Log.WebhookStillAddressed(logger, Longest.TotalSeconds);
        }
        await Task.Delay(Propagation, time, CancellationToken.None);
        await server.StopAsync(CancellationToken.None);
    }

    /// <summary>Whether the Service leads here, as far as anybody can tell.</summary>
    private async Task<bool> IsAddressedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var endpoints = await kubernetes.GetAsync<V1Endpoints>(
                operatorNamespace, OperatorNames.WebhookService, cancellationToken);
            return (endpoints?.Subsets ?? []).SelectMany(subset => subset.Addresses ?? [])
                .Any(address => address.TargetRef is { Kind: "Pod" } target && target.Name == pod);
        }
        catch (KubernetesException)
        {
            return true;
        }
    }
}
