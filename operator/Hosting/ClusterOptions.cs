using System.Net;
using K8sRouter.Operator.Injection;
using K8sRouter.Operator.Webhooks.Certificates;

namespace K8sRouter.Operator.Hosting;

/// <summary>How the operator runs in a cluster.</summary>
internal sealed record ClusterOptions
{
    /// <summary>Where the floor, the platform's credentials, the lease and the webhook's certificates are.</summary>
    public required string OperatorNamespace { get; init; }

    /// <summary>The operator's own ServiceAccount, which gets its rights in workspaces.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>Which replica this is.</summary>
    public required string Instance { get; init; }

    /// <summary>Where <c>/healthz</c>, <c>/readyz</c> and <c>/metrics</c> are served.</summary>
    public required IPEndPoint HealthListen { get; init; }

    /// <summary>Where admission reviews are answered; null: nowhere.</summary>
    public IPEndPoint? WebhookListen { get; init; }

    /// <summary>Addresses under which the API server reaches the webhook beside its Service's names: outside a cluster.</summary>
    public IReadOnlyList<IPAddress> WebhookAddresses { get; init; } = [];

    /// <summary>How long the webhook's certificates live.</summary>
    public CertificateLifetimes CertificateLifetimes { get; init; } = new();

    /// <summary>What is injected, and how.</summary>
    public InjectionSettings Injection { get; init; } = new();

    /// <summary>Whether sidecars may be on loopback: only where pods are processes beside this one.</summary>
    public bool SidecarsOnLoopback { get; init; }

    /// <summary>Whether lagging pods are touched, so that their kubelet looks at once.</summary>
    public bool Nudge { get; init; } = true;

    /// <summary>Workspaces that are worked on at a time.</summary>
    public int Workers { get; init; } = 8;
}
