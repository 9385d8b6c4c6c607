namespace K8sRouter.Core.Destinations;

/// <summary>How much of the content a destination gets.</summary>
public static class ContentModes
{
    /// <summary>Input, output and error texts.</summary>
    public const string Full = "Full";

    /// <summary>Where it is kept, in its place.</summary>
    public const string Reference = "Reference";

    /// <summary>Nothing: the API's privacy mode.</summary>
    public const string None = "None";
}
