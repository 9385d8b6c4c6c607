namespace K8sRouter.Core.Telemetry;

/// <summary>Whether a signal's exports arrive.</summary>
/// <param name="Signal"><c>metrics</c> or <c>traces</c>.</param>
/// <param name="Arrives">Whether the last one did.</param>
public readonly record struct ExportState(string Signal, bool Arrives);
