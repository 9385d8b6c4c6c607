using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Catalog;

/// <summary>What is true of an endpoint at an instant.</summary>
internal static class EndpointFacts
{
    public static bool IsAllowed(EndpointEntry endpoint, DateTimeOffset now) =>
        endpoint.AllowedUntil is not { } until || now < until;

    /// <summary>Unconfirmed or aged facts count as retaining.</summary>
    public static bool IsZeroRetention(EndpointEntry endpoint, DateTimeOffset now)
    {
        var policy = endpoint.DataPolicy;
        return policy.Confirmed && policy.RetentionDays == 0 && (policy.ExpiresAt is not { } expiry || now < expiry);
    }

    /// <summary>Prompt and completion price together, by which endpoints are compared; null: not stated.</summary>
    public static decimal? Price(EndpointEntry endpoint) =>
        endpoint.Free ? 0 : endpoint.Pricing is { } pricing ? pricing.Prompt + pricing.Completion : null;
}
