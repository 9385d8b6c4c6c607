namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>The Secret of the authorities at one version.</summary>
internal sealed class StoredAuthorities(string version, IReadOnlyDictionary<string, byte[]>? data)
{
    /// <summary>Changes with every write.</summary>
    public string Version { get; } = version;

    /// <summary>The Secret's values.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; } = data;
}
