namespace K8sRouter.Sidecar.Forwarding;

/// <summary>A header with a credential; prints its name alone.</summary>
internal readonly struct ProviderHeader(string name, string value)
{
    public string Name { get; } = name;

    public string Value { get; } = value;

    public override string ToString() => Name;
}
