using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Sidecars.Completion;

/// <summary>
/// Reads the token by which a namespace's sidecars know the operator, each time that it is needed, and keeps none.
/// </summary>
[GenericRbac(RbacScope.Workspace, "", "secrets", RbacVerb.Get, Names = OperatorNames.Credentials,
    For = "the token by which a sidecar that keeps a Job from completing is told to end")]
internal sealed class AdminTokens(IKubernetes kubernetes)
{
    /// <summary>The token; null: there is none.</summary>
    public async Task<string?> OfAsync(string @namespace, CancellationToken cancellationToken) =>
        VolumeKeys.AdminToken(
            (await kubernetes.GetAsync<V1Secret>(@namespace, OperatorNames.Credentials, cancellationToken))?.Data);
}
