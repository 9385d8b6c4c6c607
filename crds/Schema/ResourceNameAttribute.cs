namespace K8sRouter.Crds.Schema;

/// <summary>The name of a Kubernetes object: a DNS subdomain by RFC 1123.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ResourceNameAttribute : Attribute
{
    /// <summary>Lower-case words of letters, digits and dashes, separated by dots.</summary>
    public const string Pattern = @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

    /// <summary>What the pattern means.</summary>
    public const string Must =
        "be a lowercase RFC 1123 subdomain: letters a-z, digits, '-' or '.', beginning and ending with a letter or digit";

    /// <summary>Most characters.</summary>
    public const int MaxLength = 253;
}
