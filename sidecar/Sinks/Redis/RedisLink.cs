using K8sRouter.Core.Configuration;
using K8sRouter.Core.Events.Redis;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Sinks.Redis;

/// <summary>
/// One connection: opened when there is something to send, again where it broke or the settings or the password changed, given up
/// at any fault. Whoever opens it again must be answered first, so a server that hangs isn't sent the same batch over and over.
/// </summary>
internal sealed class RedisLink(RedisOpener open) : IDisposable
{
    private IRedisConnection? _connection;
    private (RedisSettings Settings, string? Password) _openedFor;

    /// <summary>Opens what the sidecar really uses.</summary>
    public static async Task<IRedisConnection> OpenAsync(
        RedisSettings settings, string? password, TimeProvider clock, CancellationToken cancellationToken) =>
        await RedisConnection.OpenAsync(settings, password, clock, cancellationToken);

    /// <summary>Sends commands in one go, and waits until all are answered.</summary>
    /// <exception cref="RedisFaultException">One of them failed; others may have been done.</exception>
    public async Task SendAsync(
        RedisSettings settings, Credentials credentials, IReadOnlyList<RedisCommand> commands,
        CancellationToken cancellationToken)
    {
        var wanted = (settings, PasswordOf(settings, credentials));
        if (_openedFor != wanted || _connection is { IsLost: true })
            Close();
        try
        {
            _connection ??= await open(settings, wanted.Item2, cancellationToken);
            _openedFor = wanted;
            await _connection.SendAsync(commands, cancellationToken);
        }
        catch
        {
            Close();
            throw;
        }
    }

    public void Dispose() => Close();

    /// <summary>Gives the connection up; the next send opens another.</summary>
    public void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private static string? PasswordOf(RedisSettings settings, Credentials credentials)
    {
        if (settings.CredentialFile is not { } file)
            return null;
        return credentials.TryGet(file, out string? password)
            ? password
            : throw new RedisFaultException(settings, RedisFault.Unauthenticated);
    }
}
