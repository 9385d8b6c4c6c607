using k8s.Authentication;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>A token in whose place there may be another, once the server refuses it.</summary>
internal interface IRenewableToken : ITokenProvider
{
    /// <summary>Looks for another token than the one that was refused; false: there is none.</summary>
    /// <param name="refused">The token.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="KubernetesConfigurationException">It failed.</exception>
    Task<bool> RenewAsync(string refused, CancellationToken cancellationToken);
}
