using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>Why the last configuration that was read isn't in force.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Reason">A sentence without secrets.</param>
/// <param name="Code">The same in a word, one of <see cref="ConfigRefusalCodes"/>.</param>
internal sealed record ConfigurationRefusal(DateTimeOffset At, string Reason, string Code = ConfigRefusalCodes.Invalid)
{
    /// <summary>Whether the operator should hear that something is wrong, and not only late.</summary>
    public bool IsFault => Code != ConfigRefusalCodes.NotWhole;
}
