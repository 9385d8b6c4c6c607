using K8sRouter.Core.Configuration;
using StackExchange.Redis;

namespace K8sRouter.Core.Events.Redis;

/// <summary>The settings as the client wants them.</summary>
internal static class RedisClientOptions
{
    /// <param name="settings">The server.</param>
    /// <param name="password">Password of its user; null: none.</param>
    /// <param name="certificates">Judge the server's.</param>
    /// <param name="backlog">What becomes of commands while there is no connection.</param>
    /// <exception cref="RedisFaultException">The address is none.</exception>
    public static ConfigurationOptions Create(
        RedisSettings settings, string? password, RedisCertificates certificates, BacklogPolicy backlog)
    {
        var server = RedisServer.TryParse(settings.Address) ?? throw new RedisFaultException(settings, RedisFault.Unreachable);
        var options = new ConfigurationOptions
        {
            User = settings.Username,
            Password = password,
            Ssl = settings.Tls,
            SslHost = RedisServer.NameOf(server),
            SslClientAuthenticationOptions = certificates.Begin,
            // A connection that fails is given up: whoever asked for it tries again, at its own pace.
            AbortOnConnectFail = true,
            BacklogPolicy = backlog,
            ConnectRetry = 1,
            ConnectTimeout = (int)RedisConnection.ConnectTimeout.TotalMilliseconds,
            SyncTimeout = (int)RedisConnection.AnswerTimeout.TotalMilliseconds,
            AsyncTimeout = (int)RedisConnection.AnswerTimeout.TotalMilliseconds,
            KeepAlive = 30,
            ClientName = "k8srouter",
            // A user with few rights may have neither: they are only asked to find other servers.
            TieBreaker = "",
            ConfigurationChannel = "",
            AllowAdmin = false,
        };
        options.EndPoints.Add(server);
        return options;
    }
}
