using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>Whether content may be stored at the moment of storing it, whatever was decided when it was captured.</summary>
internal static class LoggingEntitlement
{
    public static bool MayStore(GenerationRecord record, RouterConfig? current) =>
        record.ContentLogged && IsEnabled(current)
        && (current!.InputOutputLogging.ApiKeyHashes is not { } hashes || hashes.Contains(
            record.ApiKeyHash, StringComparer.Ordinal));

    public static bool IsEnabled(RouterConfig? current) => current is { InputOutputLogging.Enabled: true };
}
