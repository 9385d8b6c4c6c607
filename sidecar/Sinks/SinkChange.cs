namespace K8sRouter.Sidecar.Sinks;

/// <summary>A sink came into another state.</summary>
/// <param name="Sink">Name of the sink.</param>
/// <param name="State">One of <see cref="Core.Events.SinkEventStates"/>.</param>
/// <param name="Code">Why, of a closed set; null: it delivers.</param>
/// <param name="Remedy">What somebody has to mend: our own words, without content or secrets; null: nothing.</param>
internal sealed record SinkChange(string Sink, string State, string? Code = null, string? Remedy = null);
