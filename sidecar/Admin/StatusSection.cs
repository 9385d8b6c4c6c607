using System.Text.Json;

namespace K8sRouter.Sidecar.Admin;

/// <summary>One part of <c>/status</c>.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="WriteValue">Writes its value, after the name.</param>
internal sealed record StatusSection(string Name, Action<Utf8JsonWriter> WriteValue);
