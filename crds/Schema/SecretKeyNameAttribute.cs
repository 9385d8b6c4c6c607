namespace K8sRouter.Crds.Schema;

/// <summary>The name of a key in a Secret. People paste the secret itself there: a wrong one is never quoted.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretKeyNameAttribute : Attribute
{
    /// <summary>What Kubernetes takes as a key.</summary>
    public const string Pattern = "^[-._a-zA-Z0-9]+$";

    /// <summary>What the pattern means.</summary>
    public const string Must = "be a key of a Secret: letters, digits, '-', '_' or '.'";

    /// <summary>Most characters.</summary>
    public const int MaxLength = 253;
}
