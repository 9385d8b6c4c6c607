using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ObservabilityDestinations;

/// <summary>Where one secret field comes from.</summary>
public sealed record SecretFieldReference
{
    /// <summary>
    /// Name of the field, or <c>headers.NAME</c> for an HTTP header. Example: <c>secretKey</c>, <c>headers.X-Scope</c>.
    /// </summary>
    [Text(MinLength = 1, MaxLength = 140, Pattern = "^[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]*$",
        Must = "be the name of a field, or headers.NAME")]
    public required string Field { get; init; }

    /// <summary>Name of the Secret. Example: <c>langfuse</c>.</summary>
    [ResourceName]
    public required string Name { get; init; }

    /// <summary>Key within the Secret's data. Example: <c>secretKey</c>. Never the secret itself.</summary>
    [SecretKeyName]
    public required string Key { get; init; }
}
