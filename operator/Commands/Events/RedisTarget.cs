using K8sRouter.Core.Configuration;
using K8sRouter.Core.Events.Redis;

namespace K8sRouter.Operator.Commands.Events;

/// <summary>The Redis server of a command line.</summary>
internal static class RedisTarget
{
    /// <exception cref="CommandException">The flags don't name one.</exception>
    public static RedisSettings Settings(TailRequest request)
    {
        if (request.IsUrlGiven)
            throw CommandException.Usage("--url and --redis exclude each other.");
        if (RedisServer.TryParse(request.Redis!) is null)
            throw CommandException.Usage($"--redis '{request.Redis}' isn't host:port, such as redis.data.svc:6379.");
        if (request.TokenFile is not null)
            throw CommandException.Usage("--token-file is for --url.");
        if (request is { AuthorityFile: not null, Tls: false })
            throw CommandException.Usage("--ca-file is for --tls.");
        if (request is { User: not null, PasswordFile: null })
            throw CommandException.Usage("--user needs --password-file.");
        if (request.Prefix is { } prefix && !RedisKeys.IsPrefix(prefix))
            throw CommandException.Usage(
                $"--prefix '{prefix}' must be letters, digits, dots, dashes and underscores, with single colons between.");
        string? authority = SecretFile.Read("--ca-file", request.AuthorityFile);
        if (authority is not null && !RedisCertificates.AreReadable(authority))
            throw CommandException.Usage($"--ca-file '{request.AuthorityFile}' holds no certificate in PEM.");
        return new RedisSettings
        {
            Address = request.Redis!,
            Tls = request.Tls,
            CertificateAuthority = authority,
            Username = request.User,
            Prefix = request.Prefix,
        };
    }

    /// <exception cref="CommandException">The file can't be read.</exception>
    public static string? Password(TailRequest request) => SecretFile.Read("--password-file", request.PasswordFile);
}
