namespace K8sRouter.Crds.Schema;

/// <summary>
/// The values that a string takes, where they are words of the API's wire format; on a list those of its items.
/// </summary>
/// <param name="values">The values.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfAttribute(params string[] values) : Attribute
{
    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values { get; } = values;
}
