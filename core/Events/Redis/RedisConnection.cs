using K8sRouter.Core.Configuration;
using StackExchange.Redis;

namespace K8sRouter.Core.Events.Redis;

/// <summary>
/// A connection by StackExchange.Redis 1.2.6, which has no dependable time limit on what is asynchronous: every wait is bounded
/// here.
/// </summary>
public sealed class RedisConnection : IRedisConnection
{
    /// <summary>How long the connection may take.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a pipeline of commands may take.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The client's own limit ends first; only where it doesn't keep to it is the attempt left to itself.</summary>
    private static readonly TimeSpan Excess = TimeSpan.FromSeconds(2);

    private readonly ConnectionMultiplexer _multiplexer;
    private readonly string _address;
    private readonly TimeProvider _clock;

    private RedisConnection(ConnectionMultiplexer multiplexer, string address, TimeProvider clock)
    {
        _multiplexer = multiplexer;
        _address = address;
        _clock = clock;
        _multiplexer.ConnectionFailed += (_, _) => Lost?.Invoke();
    }

    /// <summary>Called when the connection broke.</summary>
    internal Action? Lost { get; set; }

    /// <summary>Opens a connection and makes sure that the server answers.</summary>
    /// <param name="settings">The server.</param>
    /// <param name="password">Password of its user <c>default</c>; null: it asks for none.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RedisFaultException">It can't be used.</exception>
    public static async Task<RedisConnection> OpenAsync(
        RedisSettings settings, string? password, TimeProvider clock, CancellationToken cancellationToken)
    {
        var certificates = new RedisCertificates(settings.CertificateAuthority);
        var options = RedisClientOptions.Create(settings, password, certificates);
        // Parts of the client's connecting block the thread.
        var connecting = Task.Run(() => ConnectionMultiplexer.ConnectAsync(options), CancellationToken.None);
        try
        {
            var multiplexer = await connecting.WaitAsync(ConnectTimeout + Excess, clock, cancellationToken);
            return new RedisConnection(multiplexer, settings.Address, clock);
        }
        catch (Exception fault)
        {
            Abandon(connecting);
            if (fault is OperationCanceledException)
                throw;
            // A failed handshake of TLS and a wrong password are one and the same to the client.
            throw new RedisFaultException(
                settings.Address,
                certificates.Refused ? RedisFault.Certificate
                : settings.Tls && !certificates.Accepted ? RedisFault.Unreachable
                : RedisFaults.Of(fault));
        }
    }

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken)
    {
        var answers = Task.CompletedTask;
        try
        {
            var database = _multiplexer.GetDatabase();
            answers = Task.WhenAll(commands.Select(command =>
                database.ExecuteAsync(command.Name, [(RedisKey)command.Key, .. command.Arguments])));
            await answers.WaitAsync(AnswerTimeout, _clock, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Observe(answers);
            throw new RedisFaultException(_address, RedisFaults.Of(fault));
        }
    }

    /// <summary>Hears what is published from now on.</summary>
    /// <exception cref="RedisFaultException">The server doesn't let us.</exception>
    internal async Task SubscribeAsync(RedisChannel channel, Action<string> hear, CancellationToken cancellationToken)
    {
        var subscribing = Task.CompletedTask;
        try
        {
            subscribing = _multiplexer.GetSubscriber().SubscribeAsync(channel, (_, text) => hear(text!));
            await subscribing.WaitAsync(AnswerTimeout, _clock, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Observe(subscribing);
            throw new RedisFaultException(_address, RedisFaults.Of(fault));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _multiplexer.Close(allowCommandsToComplete: false);
        _multiplexer.Dispose();
    }

    private static void Abandon(Task<ConnectionMultiplexer> connecting) => connecting.ContinueWith(
        late =>
        {
            if (late.IsCompletedSuccessfully)
                late.Result.Dispose();
            else
                _ = late.Exception;
        },
        CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private static void Observe(Task task) => task.ContinueWith(
        late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
