namespace K8sRouter.Core.Destinations;

/// <summary>
/// Names that dashboards are built on. Attribute keys are OpenRouter's, so that those made for it go on working.
/// </summary>
internal static class TraceNames
{
    public const string Service = "k8srouter";
    public const string ServiceVersion = "0.1.0";
    public const string DefaultTrace = "K8sRouter Request";
    public const string DefaultGeneration = "LLM Generation";
    public const string Router = "trace.metadata.openrouter.";
    public const string OptIn = "trace.metadata.openrouter_generation.";
    public const string Metadata = "trace.metadata.";
    public const string SpanMetadata = "span.metadata.";

    /// <summary>What an attempt's span says about the attempt, behind <see cref="SpanMetadata"/>.</summary>
    public static readonly string[] AttemptMetadata =
    [
        "attempt_index", "status_code", "is_byok", "endpoint_id", "model_permaslug",
    ];
}
