namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>A patch as it is sent.</summary>
/// <param name="Type">How the server applies it.</param>
/// <param name="Content">JSON.</param>
internal sealed record V1Patch(PatchType Type, ReadOnlyMemory<byte> Content);
