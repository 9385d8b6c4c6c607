using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>What a destination's spans are, where they differ from the common ones.</summary>
internal sealed record SpanDialect
{
    /// <summary>The API's own spans: what dashboards made for it are built on.</summary>
    public static readonly SpanDialect Common = new();

    /// <summary>Names of its attributes.</summary>
    public AttributeNames Names { get; init; } = AttributeNames.Common;

    /// <summary>Conventions that the names follow besides, as a schema's address; null: none.</summary>
    public string? SchemaUrl { get; init; }

    /// <summary>Value of <c>span.type</c> where a span is a model call.</summary>
    public string GenerationType { get; init; } = "generation";

    /// <summary>Value of <c>span.type</c> where it is a part of one.</summary>
    public string StepType { get; init; } = "span";

    /// <summary>Whether it gets the root span alone.</summary>
    public bool RootOnly { get; init; }

    /// <summary>Adds what only this destination gets on the root span; null: nothing.</summary>
    public Action<RootSpan>? AddToRoot { get; init; }

    /// <summary>Adds what only this destination gets on the resource; null: nothing.</summary>
    public Action<AttributeWriter, GenerationRecord, TraceFields>? AddToResource { get; init; }
}
