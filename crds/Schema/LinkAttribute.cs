namespace K8sRouter.Crds.Schema;

/// <summary>A link for people: http or https.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LinkAttribute : Attribute
{
    /// <summary>Scheme, host and anything without white space.</summary>
    public const string Pattern = @"^https?://[^\s/]+[^\s]*$";

    /// <summary>What the pattern means.</summary>
    public const string Must = "be an address that starts with https:// or http://";

    /// <summary>Most characters.</summary>
    public const int MaxLength = 2048;
}
