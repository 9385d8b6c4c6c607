using System.Net;

namespace K8sRouter.Operator.Hosting;

/// <summary>How the operator runs in a cluster.</summary>
internal sealed record ClusterOptions
{
    /// <summary>The kubeconfig's path; null: as kubectl finds it, in a pod the pod's own.</summary>
    public string? KubeConfig { get; init; }

    /// <summary>The context in it; null: the current one.</summary>
    public string? Context { get; init; }

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

    /// <summary>Whether lagging pods are touched, so that their kubelet looks at once.</summary>
    public bool Nudge { get; init; } = true;

    /// <summary>Workspaces that are worked on at a time.</summary>
    public int Workers { get; init; } = 8;
}
