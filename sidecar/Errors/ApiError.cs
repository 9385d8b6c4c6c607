using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Errors;

/// <summary>An error as the caller is told it, before <see cref="ApiErrorWriter"/> gives it the shape of an API.</summary>
internal sealed record ApiError
{
    public required int Status { get; init; }

    public required string Message { get; init; }

    /// <summary>One of <see cref="ApiErrorTypes"/>.</summary>
    public required string ErrorType { get; init; }

    /// <summary>Seconds for the <c>Retry-After</c> header; null: no such header.</summary>
    public int? RetryAfterSeconds { get; init; }

    public Availability? Availability { get; init; }

    /// <summary>Every endpoint that was no candidate, with every rule.</summary>
    public IReadOnlyList<ExcludedEndpoint> ExcludedEndpoints { get; init; } = [];

    public IReadOnlyList<RoutingFunnelStep> RoutingFunnel { get; init; } = [];

    /// <summary>The step that left no endpoint.</summary>
    public string? FailedRoutingStep { get; init; }

    public IReadOnlyList<IneligibilityReason> IneligibilityReasons { get; init; } = [];

    /// <summary>A word for programs where the error type is too coarse, such as <c>not_stored</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Name of the provider that failed.</summary>
    public string? ProviderName { get; init; }

    /// <summary>The provider's own code of the error.</summary>
    public string? ProviderCode { get; init; }

    /// <summary>The provider's own answer. Content: it may echo the prompt, so it goes to the caller and nowhere else.</summary>
    public string? Raw { get; init; }

    public IReadOnlyList<PreviousError> PreviousErrors { get; init; } = [];

    /// <summary>Status and type alone: a stray log line must not carry a message or a provider's text.</summary>
    public override string ToString() => $"{Status} {ErrorType}";
}
