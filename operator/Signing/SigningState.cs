namespace K8sRouter.Operator.Signing;

/// <summary>What conditions are told of the signing keys.</summary>
/// <param name="KeyId">The key that signs.</param>
/// <param name="NextKeyId">The one after it; null: there is none.</param>
/// <param name="Rotation">Value of <c>k8srouter.io/rotate-signing-key</c>; null: no rotation.</param>
internal sealed record SigningState(string KeyId, string? NextKeyId, string? Rotation);
