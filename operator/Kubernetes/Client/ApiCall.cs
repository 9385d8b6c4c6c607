using k8s.Autorest;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>A call by one of the library's operations. The answer may be a refusal; that to a watch has no body yet.</summary>
/// <param name="api">The operations.</param>
/// <param name="within">Ends the call.</param>
internal delegate Task<HttpOperationResponse<PooledBody>> ApiCall(ApiOperations api, CancellationToken within);
