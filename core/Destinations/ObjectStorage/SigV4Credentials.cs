namespace K8sRouter.Core.Destinations.ObjectStorage;

/// <summary>What requests are signed with. Never logged.</summary>
/// <param name="AccessKeyId">Names the key.</param>
/// <param name="SecretAccessKey">The key.</param>
/// <param name="SessionToken">Goes with temporary keys; null: the key is lasting.</param>
internal sealed record SigV4Credentials(string AccessKeyId, string SecretAccessKey, string? SessionToken)
{
    /// <summary>Says nothing: a stray log line must not leak.</summary>
    public override string ToString() => "credentials";
}
