namespace K8sRouter.Core.Configuration;

/// <summary>How a provider's credential travels.</summary>
public sealed record ProviderAuth
{
    /// <summary><c>Bearer</c>, <c>Header</c> or <c>GoogleToken</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>Name of the header where the scheme is <c>Header</c>.</summary>
    public string? Header { get; init; }

    /// <summary>Name of the file in the mounted volume that holds the credential (<see cref="ConfigFiles"/>).</summary>
    public required string CredentialFile { get; init; }
}
