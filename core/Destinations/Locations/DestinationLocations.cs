using K8sRouter.Core.DataPolicies;

namespace K8sRouter.Core.Destinations.Locations;

/// <summary>Compares where a destination is declared to lie with what is known about the places that it names.</summary>
public static class DestinationLocations
{
    /// <summary>The first place that lies elsewhere than declared; null: none that is known to.</summary>
    /// <param name="type">The destination's type: its defaults name places too.</param>
    /// <param name="value">Gives a field's value, secret or not; null: it has none here.</param>
    /// <param name="declared">
    /// One of the core's regions; null or global: not declared, or to lie anywhere, which contradicts nothing.
    /// </param>
    public static KnownLocation? Contradiction(DestinationType type, Func<string, string?> value, string? declared)
    {
        if (declared is null or Regions.Global)
            return null;
        foreach (var field in type.Fields)
        {
            if ((value(field.Name) ?? field.Default) is { } text
                && Locate(type, field, text, value) is { } location
                && location.Region != declared)
                return location;
        }
        return null;
    }

    private static KnownLocation? Locate(
        DestinationType type, DestinationField field, string text, Func<string, string?> value) =>
        (type.Name, field.Name) switch
        {
            (DestinationTypes.NewRelic, "region") => new(field.Name, text, text == "eu" ? Regions.Europe : Regions.Us),
            (DestinationTypes.Snowflake, "account") => Known(field.Name, text, KnownHosts.Find(text + ".snowflakecomputing.com")),
            // Another store that speaks S3's protocol calls its regions as it likes.
            (DestinationTypes.S3, "region") =>
                IsAmazon(value("endpoint")) ? Known(field.Name, text, CloudRegions.Find(text)) : null,
            _ => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.IdnHost.Length > 0
                ? Known(field.Name, uri.IdnHost, KnownHosts.Find(uri.IdnHost))
                : null,
        };

    private static KnownLocation? Known(string field, string place, string? region) =>
        region is null ? null : new(field, place, region);

    private static bool IsAmazon(string? endpoint) =>
        endpoint is null
        || (Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)
            && uri.IdnHost.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase));
}
