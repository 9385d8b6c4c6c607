using System.Security.Authentication;
using K8sRouter.Core.Configuration;
using StackExchange.Redis;

namespace K8sRouter.Core.Events.Redis;

/// <summary>The settings as the client wants them.</summary>
internal static class RedisClientOptions
{
    /// <exception cref="RedisFaultException">The address is none.</exception>
    public static ConfigurationOptions Create(RedisSettings settings, string? password, RedisCertificates certificates)
    {
        var server = RedisServer.TryParse(settings.Address)
            ?? throw new RedisFaultException(settings.Address, RedisFault.Unreachable);
        var options = new ConfigurationOptions
        {
            Password = password,
            Ssl = settings.Tls,
            SslHost = RedisServer.NameOf(server),
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            // A connection that fails is given up: whoever asked for it tries again, at its own pace.
            AbortOnConnectFail = true,
            BacklogPolicy = BacklogPolicy.FailFast,
            ConnectRetry = 1,
            ConnectTimeout = (int)RedisConnection.ConnectTimeout.TotalMilliseconds,
            SyncTimeout = (int)RedisConnection.AnswerTimeout.TotalMilliseconds,
            KeepAlive = 30,
            ClientName = "k8srouter",
            // A user with few rights may have neither: they are only asked to find other servers.
            TieBreaker = "",
            ConfigurationChannel = "",
            AllowAdmin = false,
        };
        options.EndPoints.Add(server);
        options.CertificateValidation += (_, certificate, chain, errors) => certificates.Judge(certificate, chain, errors);
        return options;
    }
}
