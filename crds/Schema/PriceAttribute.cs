namespace K8sRouter.Crds.Schema;

/// <summary>An amount as a decimal in text, so that nothing is lost to binary floating point.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PriceAttribute : Attribute
{
    /// <summary>Digits, and digits after a point.</summary>
    public const string Pattern = @"^[0-9]{1,9}(\.[0-9]{1,18})?$";

    /// <summary>What the pattern means.</summary>
    public const string Must = "be a decimal number in quotes without exponent, such as \"0.00000025\"";

    /// <summary>Most characters.</summary>
    public const int MaxLength = 28;
}
