namespace K8sRouter.Core.Destinations;

/// <summary>
/// OpenTelemetry's conventions for generative AI, all of them still in development. One table from the common keys to theirs,
/// where they differ: receivers get both, since dashboards are built on either.
/// </summary>
internal static class GenAiConventions
{
    /// <summary>The last version that was published before the conventions moved to a repository of their own.</summary>
    public const string Version = "1.41.0";

    /// <summary>Names of the conventions beside the common ones.</summary>
    public static readonly AttributeNames Names = AttributeNames.Common
        .With("session.id", "session.id", "gen_ai.conversation.id")
        .With("gen_ai.usage.input_tokens.cached", "gen_ai.usage.input_tokens.cached", "gen_ai.usage.cache_read.input_tokens")
        .With(
            "gen_ai.usage.input_tokens.cache_write",
            "gen_ai.usage.input_tokens.cache_write", "gen_ai.usage.cache_creation.input_tokens")
        .With(
            "gen_ai.usage.output_tokens.reasoning",
            "gen_ai.usage.output_tokens.reasoning", "gen_ai.usage.reasoning.output_tokens");

    /// <summary>The common spans with the conventions' names besides.</summary>
    public static readonly SpanDialect Dialect = new()
    {
        Names = Names,
        SchemaUrl = "https://opentelemetry.io/schemas/" + Version,
    };
}
