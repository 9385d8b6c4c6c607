namespace K8sRouter.Core.Destinations.Locations;

/// <summary>A place that a destination's configuration names, and where that is known to lie.</summary>
/// <param name="Field">Name of the field that names it, or whose default does.</param>
/// <param name="Place">The host, or the name of the region.</param>
/// <param name="Region">One of the core's regions; global: neither in Europe nor in the US.</param>
public readonly record struct KnownLocation(string Field, string Place, string Region);
