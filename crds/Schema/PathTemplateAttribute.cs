namespace K8sRouter.Crds.Schema;

/// <summary>A path with places for the model and the protocol's own path.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PathTemplateAttribute : Attribute
{
    /// <summary>A slash, then anything that stands in a path.</summary>
    public const string Pattern = @"^/[^\s?#]*$";

    /// <summary>What the pattern means.</summary>
    public const string Must = "start with / and hold no white space, ? or #";

    /// <summary>Most characters.</summary>
    public const int MaxLength = 512;
}
