namespace K8sRouter.Crds.Schema;

/// <summary>
/// The conditions that a new object has before the operator has seen it, all <c>Unknown</c>. Without them tools that wait
/// for readiness would take an object that nobody has looked at for a current one.
/// </summary>
/// <param name="types">Types of the conditions.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class InitialConditionsAttribute(params string[] types) : Attribute
{
    /// <summary>Types of the conditions.</summary>
    public IReadOnlyList<string> Types { get; } = types;
}
