using System.Text.Json.Serialization;
using K8sRouter.Operator.Kubernetes.Json;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Who leads, since when, and for how long.</summary>
internal sealed record V1LeaseSpec
{
    /// <summary>Who leads; null or empty: nobody.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>Seconds after the last renewal for which nobody else may take it.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When the holder took it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>When the holder last renewed it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often it changed hands.</summary>
    public int? LeaseTransitions { get; init; }
}
