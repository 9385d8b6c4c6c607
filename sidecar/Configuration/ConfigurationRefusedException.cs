using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>A configuration that must not be used; the message names what and where, never a value of a credential.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="retry">Whether the same configuration may be usable later: the fault lies in this process's surroundings.</param>
/// <param name="code">One of <see cref="ConfigRefusalCodes"/>.</param>
internal sealed class ConfigurationRefusedException(
    string message, bool retry = false, string code = ConfigRefusalCodes.Invalid) : Exception(message)
{
    public string Code { get; } = code;

    public bool Retry { get; } = retry;
}
