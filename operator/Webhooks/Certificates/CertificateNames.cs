using System.Net;

namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>Names under which the API server reaches the webhook.</summary>
internal sealed record CertificateNames
{
    /// <summary>Hosts.</summary>
    public required IReadOnlyList<string> Dns { get; init; }

    /// <summary>Addresses; none in a cluster, where the API server goes by the Service's name.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>The names of a Service.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="namespace">Its namespace.</param>
    public static CertificateNames OfService(string service, string @namespace) => new()
    {
        Dns = [$"{service}.{@namespace}.svc", $"{service}.{@namespace}.svc.cluster.local", $"{service}.{@namespace}"],
    };
}
