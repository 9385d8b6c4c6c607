namespace K8sRouter.Crds.Schema;

/// <summary>Bounds of a number, both inclusive.</summary>
/// <param name="minimum">Least value.</param>
/// <param name="maximum">Greatest value.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberAttribute(double minimum, double maximum) : Attribute
{
    /// <summary>Least value.</summary>
    public double Minimum { get; } = minimum;

    /// <summary>Greatest value.</summary>
    public double Maximum { get; } = maximum;
}
