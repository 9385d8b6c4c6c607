using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>A claim to lead, as client-go writes and reads it.</summary>
internal sealed record V1LeaseSpec
{
    /// <summary>Null and the empty text both mean: nobody.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>How long others wait after they saw it change, in seconds.</summary>
    public int? LeaseDurationSeconds { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often the holder changed.</summary>
    public int? LeaseTransitions { get; init; }
}
