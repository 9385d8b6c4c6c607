namespace K8sRouter.Core.Destinations.Types;

/// <summary>Fields of the types' tables.</summary>
internal static class DestinationFieldKinds
{
    /// <summary>A field that is required unless it has a default.</summary>
    public static DestinationField Text(string name, string description, string? defaultValue = null) =>
        new() { Name = name, Description = description, Default = defaultValue, Required = defaultValue is null };

    /// <summary>A field that may be absent.</summary>
    public static DestinationField Optional(string name, string description) => Text(name, description) with { Required = false };

    /// <summary>A credential.</summary>
    public static DestinationField Secret(string name, string description) => Text(name, description) with { Secret = true };

    /// <summary>An address.</summary>
    public static DestinationField Url(string name, string description, string? defaultValue = null) =>
        Text(name, description, defaultValue) with { Url = true };
}
