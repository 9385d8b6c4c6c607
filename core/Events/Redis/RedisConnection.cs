using K8sRouter.Core.Configuration;
using StackExchange.Redis;

namespace K8sRouter.Core.Events.Redis;

/// <summary>
/// A connection by StackExchange.Redis. The client itself bounds connecting and every command in time; what it lacks is here:
/// a cancellation, why a server refuses a connection, and that a named user really is the one that was let in.
/// </summary>
public sealed class RedisConnection : IRedisConnection
{
    /// <summary>How long connecting may take.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a command may take. The client looks once a second, so it may be one more.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What became of an attempt is told by another thread, at about the time when connecting fails.</summary>
    private static readonly TimeSpan OutcomeTimeout = TimeSpan.FromSeconds(1);

    private readonly ConnectionMultiplexer _multiplexer;
    private readonly RedisSettings _settings;
    private volatile bool _lost;

    private RedisConnection(ConnectionMultiplexer multiplexer, RedisSettings settings)
    {
        _multiplexer = multiplexer;
        _settings = settings;
        _multiplexer.ConnectionFailed += (_, _) =>
        {
            _lost = true;
            Lost?.Invoke();
        };
    }

    /// <inheritdoc/>
    public bool IsLost => _lost || !_multiplexer.IsConnected;

    /// <summary>Called when the connection broke.</summary>
    internal Action? Lost { get; set; }

    /// <summary>Opens a connection and makes sure that the server answers.</summary>
    /// <param name="settings">The server, and its user.</param>
    /// <param name="password">Password of that user; null: the server asks for none.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RedisFaultException">It can't be used.</exception>
    public static Task<RedisConnection> OpenAsync(
        RedisSettings settings, string? password, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(settings, password, BacklogPolicy.FailFast, clock, cancellationToken);

    /// <inheritdoc/>
    public Task SendAsync(IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken)
    {
        var database = _multiplexer.GetDatabase();
        return AwaitAsync(
            () => Task.WhenAll(commands.Select(command =>
                database.ExecuteAsync(command.Name, [(RedisKey)command.Key, .. command.Arguments]))),
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _multiplexer.Close(allowCommandsToComplete: false);
        _multiplexer.Dispose();
    }

    /// <summary>
    /// Opens one that listens: the client subscribes on a second connection, which it opens by then, so commands wait for that.
    /// </summary>
    /// <inheritdoc cref="OpenAsync(RedisSettings, string?, TimeProvider, CancellationToken)"/>
    internal static Task<RedisConnection> OpenToListenAsync(
        RedisSettings settings, string? password, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(settings, password, BacklogPolicy.Default, clock, cancellationToken);

    /// <summary>Hears what is published from now on.</summary>
    /// <exception cref="RedisFaultException">The server doesn't let us.</exception>
    internal Task SubscribeAsync(RedisChannel channel, Action<string> hear, CancellationToken cancellationToken) => AwaitAsync(
        () => _multiplexer.GetSubscriber().SubscribeAsync(channel, (_, text) => hear(text!)), cancellationToken);

    private static async Task<RedisConnection> OpenAsync(
        RedisSettings settings, string? password, BacklogPolicy backlog, TimeProvider clock, CancellationToken cancellationToken)
    {
        var certificates = new RedisCertificates(settings.CertificateAuthority);
        var options = RedisClientOptions.Create(settings, password, certificates, backlog);
        var outcome = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        options.ConnectionAttemptCompleted += (_, attempt) => outcome.TrySetResult(attempt.Exception);
        var connecting = ConnectionMultiplexer.ConnectAsync(options);
        RedisConnection connection;
        try
        {
            connection = new(await connecting.WaitAsync(cancellationToken), settings);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Abandon(connecting);
            throw;
        }
        catch (Exception fault) when (fault is RedisConnectionException or TimeoutException)
        {
            throw new RedisFaultException(settings, await WhyAsync(fault, certificates, outcome.Task, clock, cancellationToken));
        }
        try
        {
            await connection.AuthenticateAsync(password, cancellationToken);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Why connecting failed: where the client's exception doesn't say it, its report of the attempt does.</summary>
    private static async Task<RedisFault> WhyAsync(
        Exception fault, RedisCertificates certificates, Task<Exception?> outcome, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (certificates.Refused)
            return RedisFault.Certificate;
        if (certificates is { Began: true, Accepted: false })
            return RedisFault.Tls;
        var known = RedisFaults.Of(fault);
        if (known != RedisFault.Unreachable)
            return known;
        try
        {
            return await outcome.WaitAsync(OutcomeTimeout, clock, cancellationToken) is { } reported
                ? RedisFaults.Of(reported)
                : known;
        }
        catch (TimeoutException)
        {
            return known;
        }
    }

    /// <summary>
    /// Where a server lets everybody in as its user <c>default</c>, the client passes over its refusal of a named one, and would
    /// write as the other.
    /// </summary>
    private Task AuthenticateAsync(string? password, CancellationToken cancellationToken) => _settings.Username is not { } user
        ? Task.CompletedTask
        : AwaitAsync(() => _multiplexer.GetDatabase().ExecuteAsync("AUTH", user, password ?? ""), cancellationToken);

    private async Task AwaitAsync(Func<Task> start, CancellationToken cancellationToken)
    {
        var answers = Task.CompletedTask;
        try
        {
            answers = start();
            await answers.WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new RedisFaultException(_settings, RedisFaults.Of(fault));
        }
        finally
        {
            Observe(answers);
        }
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
