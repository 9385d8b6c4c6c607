namespace K8sRouter.Core.Destinations.Otlp;

/// <summary>
/// Writes one export request in one of OTLP's two encodings: the calls come in the order in which things stand in it, and the
/// attributes of a resource, span or event follow upon its beginning.
/// </summary>
internal interface IOtlpEncoder : IAttributeEncoder
{
    void BeginRequest();

    void EndRequest();

    /// <summary>Begins what one resource sent.</summary>
    void BeginResource();

    /// <summary>Ends the resource's attributes and begins its spans.</summary>
    /// <param name="scope">Name of what made them.</param>
    void BeginSpans(string scope);

    /// <summary>Ends what the resource sent.</summary>
    /// <param name="schemaUrl">Conventions that the spans' attributes follow; null: not said.</param>
    void EndSpans(string? schemaUrl);

    void BeginSpan(in TraceSpan span);

    /// <summary>Ends the span that was begun, after its events: its link and its status.</summary>
    void EndSpan(in TraceSpan span);

    void BeginEvent(long unixNanoseconds, string name);

    void EndEvent();
}
