using System.Text.Json;

namespace K8sRouter.Core.Generations;

/// <summary>One field of <c>GET generation</c>.</summary>
/// <param name="Name">On the wire.</param>
/// <param name="Source">Where its value comes from, for the documentation.</param>
/// <param name="WriteValue">Writes the value, after the name.</param>
public sealed record GenerationField(string Name, string Source, Action<Utf8JsonWriter, GenerationRecord> WriteValue);
