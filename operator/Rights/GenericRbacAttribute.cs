namespace K8sRouter.Operator.Rights;

/// <summary>
/// A right that the operator needs, declared at what needs it. The manifests in <c>operator/deploy/rbac/</c> are generated from
/// these.
/// </summary>
/// <param name="scope">Where it holds.</param>
/// <param name="group">API group; empty: the core.</param>
/// <param name="resource">Resource, or several separated by commas; a subresource after a slash.</param>
/// <param name="verbs">What may be done.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class GenericRbacAttribute(RbacScope scope, string group, string resource, RbacVerb verbs) : Attribute
{
    /// <summary>Where it holds.</summary>
    public RbacScope Scope { get; } = scope;

    /// <summary>API group; empty: the core.</summary>
    public string Group { get; } = group;

    /// <summary>Resources, separated by commas.</summary>
    public string Resource { get; } = resource;

    /// <summary>What may be done.</summary>
    public RbacVerb Verbs { get; } = verbs;

    /// <summary>The only objects that are meant, separated by commas; null: all.</summary>
    public string? Names { get; init; }

    /// <summary>What it is needed for, as a comment in the manifest.</summary>
    public required string For { get; init; }
}
