namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>What a call sends, byte for byte.</summary>
internal sealed record RequestBody(ReadOnlyMemory<byte> Content, string ContentType = "application/json");
