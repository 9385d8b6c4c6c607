namespace K8sRouter.Crds.Schema;

/// <summary>A country by ISO 3166-1 alpha-2; on a list each item.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountryAttribute : Attribute
{
    /// <summary>Shape of a code; whether it is assigned, <see cref="Validation.Countries"/> knows.</summary>
    public const string Pattern = "^[A-Z]{2}$";

    /// <summary>What the pattern means.</summary>
    public const string Must = "be an ISO 3166-1 alpha-2 country code in capitals, such as US or DE";
}
