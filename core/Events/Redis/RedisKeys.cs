using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Events.Redis;

/// <summary>Names in Redis: documented in <c>examples/events/README.md</c>, so they don't change.</summary>
public static class RedisKeys
{
    /// <summary>What <see cref="IsPrefix"/> takes, as a regular expression.</summary>
    public const string PrefixPattern = "^[A-Za-z0-9._-]+(:[A-Za-z0-9._-]+)*$";

    /// <summary>Characters of the longest prefix.</summary>
    public const int MaxPrefixLength = 128;

    private const string DefaultPrefix = "k8srouter";

    /// <summary>Whether a text can be a prefix: parts that none of Redis' patterns takes for more than itself.</summary>
    public static bool IsPrefix(string text) => text.Length <= MaxPrefixLength && text.Split(':').All(
        part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'));

    /// <summary>What all names of these settings begin with, before a colon.</summary>
    public static string PrefixOf(RedisSettings settings) => settings.Prefix ?? DefaultPrefix;

    /// <summary>The stream of generations of a workspace.</summary>
    public static string Generations(RedisSettings settings, string workspaceId) =>
        $"{PrefixOf(settings)}:{workspaceId}:generations";

    /// <summary>The latest event about a generation.</summary>
    public static string Generation(RedisSettings settings, string workspaceId, string generationId) =>
        $"{PrefixOf(settings)}:{workspaceId}:generation:{generationId}";

    /// <summary>
    /// The stream of all other events of a workspace: one of its own, so that a flood of refused calls trims no generation.
    /// </summary>
    public static string Notices(RedisSettings settings, string workspaceId) => $"{PrefixOf(settings)}:{workspaceId}:notices";

    /// <summary>The channel of all events of a workspace.</summary>
    public static string Channel(RedisSettings settings, string workspaceId) => $"{PrefixOf(settings)}:{workspaceId}:events";
}
