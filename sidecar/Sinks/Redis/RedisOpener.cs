using K8sRouter.Core.Configuration;
using K8sRouter.Core.Events.Redis;

namespace K8sRouter.Sidecar.Sinks.Redis;

/// <summary>Opens a connection, bounded in time.</summary>
/// <exception cref="RedisFaultException">It can't be used.</exception>
internal delegate Task<IRedisConnection> RedisOpener(
    RedisSettings settings, string? password, CancellationToken cancellationToken);
