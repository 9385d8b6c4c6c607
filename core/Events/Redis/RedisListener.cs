using System.Runtime.CompilerServices;
using System.Threading.Channels;
using K8sRouter.Core.Configuration;
using StackExchange.Redis;

namespace K8sRouter.Core.Events.Redis;

/// <summary>Hears the events of workspaces as they are published.</summary>
public static class RedisListener
{
    private const int Backlog = 4096;

    /// <summary>Events from now on, as JSON, until cancelled. One who can't keep up loses the oldest.</summary>
    /// <param name="settings">The server.</param>
    /// <param name="password">Password of its user; null: it asks for none.</param>
    /// <param name="workspaceId">Whose; null: every workspace's.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RedisFaultException">The server can't be used, or went away.</exception>
    public static async IAsyncEnumerable<string> ListenAsync(
        RedisSettings settings, string? password, string? workspaceId, TimeProvider clock,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heard = Channel.CreateBounded<string>(
            new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        using var connection = await RedisConnection.OpenToListenAsync(settings, password, clock, cancellationToken);
        connection.Lost = () => heard.Writer.TryComplete(new RedisFaultException(settings, RedisFault.Unreachable));
        var channel = workspaceId is null
            ? new RedisChannel(RedisKeys.Channel(settings, "*"), RedisChannel.PatternMode.Pattern)
            : new RedisChannel(RedisKeys.Channel(settings, workspaceId), RedisChannel.PatternMode.Literal);
        await connection.SubscribeAsync(channel, text => heard.Writer.TryWrite(text), cancellationToken);
        await foreach (string text in heard.Reader.ReadAllAsync(cancellationToken))
            yield return text;
    }
}
