namespace K8sRouter.Core.Events.Redis;

/// <summary>Names in Redis: documented in <c>examples/events/README.md</c>, so they don't change.</summary>
public static class RedisKeys
{
    /// <summary>The stream of generations of a workspace.</summary>
    public static string Generations(string workspaceId) => $"k8srouter:{workspaceId}:generations";

    /// <summary>The latest event about a generation.</summary>
    public static string Generation(string workspaceId, string generationId) =>
        $"k8srouter:{workspaceId}:generation:{generationId}";

    /// <summary>
    /// The stream of all other events of a workspace: one of its own, so that a flood of refused calls trims no generation.
    /// </summary>
    public static string Notices(string workspaceId) => $"k8srouter:{workspaceId}:notices";

    /// <summary>The channel of all events of a workspace.</summary>
    public static string Channel(string workspaceId) => $"k8srouter:{workspaceId}:events";
}
