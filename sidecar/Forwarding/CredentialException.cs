namespace K8sRouter.Sidecar.Forwarding;

/// <summary>A provider's credential can't be had; the message names the file, never what it holds.</summary>
internal sealed class CredentialException(string message) : Exception(message);
