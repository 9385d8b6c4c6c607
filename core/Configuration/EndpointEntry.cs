namespace K8sRouter.Core.Configuration;

/// <summary>One model at one provider: what a request is routed to.</summary>
public sealed record EndpointEntry
{
    /// <summary><c>provider/model</c>: unique and stable over configurations.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the model, <c>author/slug</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Slug of the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's own name of the model.</summary>
    public required string UpstreamName { get; init; }

    /// <summary>APIs that this model has there: a subset of what the provider's upstreams serve.</summary>
    public required IReadOnlyList<string> Apis { get; init; }

    /// <summary>Tokens of context; null: not stated.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Most tokens of one completion; null: not stated.</summary>
    public int? MaxCompletionTokens { get; init; }

    /// <summary>Whether the provider charges nothing. Free endpoints have policy switches of their own.</summary>
    public bool Free { get; init; }

    /// <summary><c>fp8</c>, <c>bf16</c> and so on; <c>unknown</c> where not stated.</summary>
    public string Quantization { get; init; } = "unknown";

    /// <summary>Parameters that the endpoint honours; empty: not stated.</summary>
    public IReadOnlyList<string> SupportedParameters { get; init; } = [];

    /// <summary>Prices; null: not stated, and then cost is null rather than zero.</summary>
    public EndpointPricing? Pricing { get; init; }

    /// <summary>Whether the model's author allows training on its output.</summary>
    public bool Distillable { get; init; }

    /// <summary>Whether closing the connection stops generation and billing.</summary>
    public bool Cancellable { get; init; }

    /// <summary><c>europe</c>, <c>us</c> or <c>global</c>, from the datacenters.</summary>
    public required string Region { get; init; }

    /// <summary>ISO 3166-1 alpha-2 countries where the endpoint runs.</summary>
    public IReadOnlyList<string> Datacenters { get; init; } = [];

    /// <summary>What the provider does with prompts sent here.</summary>
    public required EndpointDataPolicy DataPolicy { get; init; }

    /// <summary>
    /// From this instant on the policy forbids the endpoint, because its facts have aged; null: never, because it would be
    /// allowed even with unconfirmed facts. Checked again at every attempt.
    /// </summary>
    public DateTimeOffset? AllowedUntil { get; init; }

    /// <summary>The policy object that forbids it then, <c>namespace/name</c>.</summary>
    public string? AllowedUntilPolicy { get; init; }
}
