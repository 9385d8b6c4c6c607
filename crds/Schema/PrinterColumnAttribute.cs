namespace K8sRouter.Crds.Schema;

/// <summary>A column of <c>kubectl get</c>, in the order of declaration.</summary>
/// <param name="name">Heading.</param>
/// <param name="type"><c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</param>
/// <param name="jsonPath">Where the value stands, such as <c>.status.region</c>.</param>
/// <param name="description">What it tells.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrinterColumnAttribute(string name, string type, string jsonPath, string description) : Attribute
{
    /// <summary>Heading.</summary>
    public string Name { get; } = name;

    /// <summary>Type of the value.</summary>
    public string Type { get; } = type;

    /// <summary>Where the value stands.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary>What it tells.</summary>
    public string Description { get; } = description;

    /// <summary>Place among the columns: attributes have no dependable order of their own.</summary>
    public int Order { get; init; }

    /// <summary>True where only <c>-o wide</c> shows it.</summary>
    public bool Wide { get; init; }
}
