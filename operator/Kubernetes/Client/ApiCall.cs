using k8s.Autorest;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>Makes a call by one of the library's operations. Its answer may be a refusal; that to a watch has no body yet.</summary>
/// <param name="api">The operations.</param>
/// <param name="within">Ends the call.</param>
internal delegate Task<HttpOperationResponse<PooledBody>> ApiCall(ApiOperations api, CancellationToken within);
