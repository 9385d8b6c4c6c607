namespace K8sRouter.Core.Destinations;

/// <summary>A key and its value: a <see cref="string"/>, <see cref="bool"/>, <see cref="long"/> or <see cref="double"/>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
public readonly record struct TraceAttribute(string Key, object Value);
