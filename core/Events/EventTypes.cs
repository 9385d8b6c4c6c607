namespace K8sRouter.Core.Events;

/// <summary>Types of events; a number grows when <c>data</c> changes in a way that breaks readers.</summary>
public static class EventTypes
{
    /// <summary>A generation ended.</summary>
    public const string Generation = "io.k8srouter.generation.v1";

    /// <summary>The rules left no endpoint for a call.</summary>
    public const string Denial = "io.k8srouter.denial.v1";

    /// <summary>A configuration came into force, or was refused.</summary>
    public const string Configuration = "io.k8srouter.configuration.v1";

    /// <summary>A sink, such as a destination's, fails, waits for somebody, or delivers again.</summary>
    public const string Sink = "io.k8srouter.sink.v1";
}
