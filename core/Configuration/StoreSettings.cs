namespace K8sRouter.Core.Configuration;

/// <summary>A Google Cloud Storage bucket for records and content.</summary>
public sealed record StoreSettings
{
    /// <summary>Declared location: <c>europe</c>, <c>us</c> or <c>global</c>.</summary>
    public string? Location { get; init; }

    /// <summary>Name of the bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>Prefix of every object's name, without slashes at its ends.</summary>
    public string Prefix { get; init; } = "k8srouter";

    /// <summary>Customer-managed key; null: the bucket's default.</summary>
    public string? KmsKeyName { get; init; }

    /// <summary>Name of the credential's file; null: the pod's own identity.</summary>
    public string? CredentialFile { get; init; }
}
