namespace K8sRouter.Crds.Schema;

/// <summary>Bounds of a map.</summary>
/// <param name="max">Most entries.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EntriesAttribute(int max) : Attribute
{
    /// <summary>Most entries.</summary>
    public int Max { get; } = max;
}
