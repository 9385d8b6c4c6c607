namespace K8sRouter.Sidecar.Diagnostics;

/// <summary>
/// Names of the attributes of <see cref="SidecarTraces"/>: OpenTelemetry's conventions for HTTP and GenAI where they have one.
/// </summary>
internal static class SpanAttributes
{
    public const string Method = "http.request.method";

    public const string Route = "http.route";

    public const string Status = "http.response.status_code";

    public const string Error = "error.type";

    public const string Operation = "gen_ai.operation.name";

    public const string Model = "gen_ai.request.model";

    /// <summary>Slug of the provider.</summary>
    public const string Provider = "gen_ai.provider.name";

    public const string Generation = "k8srouter.generation.id";

    public const string Workspace = "k8srouter.workspace";

    /// <summary>One of <see cref="Core.Generations.GenerationOutcomes"/>.</summary>
    public const string Outcome = "k8srouter.outcome";

    /// <summary>
    /// Every rule that excluded an endpoint (<see cref="Core.DataPolicies.ExclusionRules"/>), where none was left.
    /// </summary>
    public const string Rules = "k8srouter.refusal.rules";

    public const string Endpoint = "k8srouter.endpoint.id";

    /// <summary>1 for the first attempt.</summary>
    public const string Attempt = "k8srouter.attempt";

    /// <summary>Why the attempt before it didn't serve: one of <see cref="Core.Generations.AttemptFailures"/>.</summary>
    public const string FallbackFrom = "k8srouter.fallback.reason";
}
