namespace K8sRouter.Core.Events.Redis;

/// <summary>A connection to one Redis server. After a fault it is to be disposed and another opened.</summary>
public interface IRedisConnection : IDisposable
{
    /// <summary>
    /// Whether it broke since it was opened, though nothing was sent. It is to be disposed and another opened: the client
    /// connects again by itself, and doesn't look then whether its user is let in.
    /// </summary>
    bool IsLost { get; }

    /// <summary>Sends all commands in one go and waits, bounded in time, until every one is answered.</summary>
    /// <exception cref="RedisFaultException">One of them failed; others may have been done.</exception>
    Task SendAsync(IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken);
}
