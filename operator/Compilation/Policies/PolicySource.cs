namespace K8sRouter.Operator.Compilation.Policies;

/// <summary>Who decided something.</summary>
/// <param name="Name"><c>namespace/name</c> of the policy, or the words for the safe default.</param>
internal sealed record PolicySource(string Name)
{
    /// <summary>Neither the floor nor the workspace said anything: the safe value of the product applies.</summary>
    public static PolicySource BuiltIn { get; } = new("default (built in)");

    /// <summary>The object as people name it, such as <c>WorkspacePrivacyPolicy k8srouter-system/default</c>.</summary>
    public string Object => this == BuiltIn ? Name : $"WorkspacePrivacyPolicy {Name}";
}
