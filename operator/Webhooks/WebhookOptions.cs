using System.Net;

namespace K8sRouter.Operator.Webhooks;

/// <summary>Where the webhook listens.</summary>
internal sealed record WebhookOptions
{
    /// <summary>Address; any by default.</summary>
    public IPAddress Address { get; init; } = IPAddress.IPv6Any;

    /// <summary>Port; 0: a free one.</summary>
    public int Port { get; init; } = 9443;

    /// <summary>How long requests that have begun may take after the stop was asked for.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);
}
