namespace K8sRouter.Sidecar.Configuration;

/// <summary>A configuration that must not be used; the message names what and where, never a value of a credential.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="retry">Whether the same configuration may be usable later: the fault lies in this process's surroundings.</param>
internal sealed class ConfigurationRefusedException(string message, bool retry = false) : Exception(message)
{
    public bool Retry { get; } = retry;
}
