namespace K8sRouter.Sidecar.Configuration;

/// <summary>A configuration that must not be used; the message names what and where, never a value of a credential.</summary>
internal sealed class ConfigurationRefusedException(string message) : Exception(message);
