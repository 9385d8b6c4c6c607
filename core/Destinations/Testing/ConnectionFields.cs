using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Destinations.Testing;

/// <summary>Names of the fields that a fault may lie in. Never their values.</summary>
/// <param name="destination">The destination.</param>
/// <param name="type">Its type.</param>
internal sealed class ConnectionFields(DestinationEntry destination, DestinationType type)
{
    /// <summary>Fields that hold the address, or that it is made from.</summary>
    public string Address { get; } = Listed(
        Used(destination, type).Any(IsAddress)
            ? Used(destination, type).Where(IsAddress).Select(field => field.Name)
            : Used(destination, type).Where(field => !field.Secret).Select(field => field.Name));

    /// <summary>Fields that hold the credential.</summary>
    public string Credential { get; } = destination.SecretFiles.Keys.Any(field => field != "url")
        ? Listed(destination.SecretFiles.Keys.Where(field => field != "url").Order(StringComparer.Ordinal))
        : "headers.Authorization, or the header that it wants (none is set)";

    /// <summary>All other fields; empty: there is none.</summary>
    public string Names { get; } = Listed(
        Used(destination, type).Where(field => !field.Secret && !IsAddress(field)).Select(field => field.Name));

    private static IEnumerable<DestinationField> Used(DestinationEntry destination, DestinationType type) =>
        type.Fields.Where(field => field.Default is not null
            || destination.Config.ContainsKey(field.Name) || destination.SecretFiles.ContainsKey(field.Name));

    /// <summary>A webhook's address is a secret, and checked where secrets are.</summary>
    private static bool IsAddress(DestinationField field) => field.Url || field.Name == "url";

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names);
}
