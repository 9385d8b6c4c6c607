using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Generations;

/// <summary>One field of <c>GET generation</c>.</summary>
/// <param name="Name">On the wire.</param>
/// <param name="Source">Where its value comes from, for the documentation.</param>
/// <param name="WriteValue">Writes the value, after the name.</param>
internal sealed record GenerationField(string Name, string Source, Action<Utf8JsonWriter, GenerationRecord> WriteValue);
