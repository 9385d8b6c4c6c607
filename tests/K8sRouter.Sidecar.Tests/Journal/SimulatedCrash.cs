namespace K8sRouter.Sidecar.Tests.Journal;

/// <summary>The process ended inside a call to the file system.</summary>
internal sealed class SimulatedCrash() : Exception("crash");
