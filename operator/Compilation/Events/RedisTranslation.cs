using K8sRouter.Core.Configuration;
using Declared = K8sRouter.Crds.WorkspacePrivacyPolicies.RedisSettings;

namespace K8sRouter.Operator.Compilation.Events;

/// <summary>A server for events as the configuration says it.</summary>
internal static class RedisTranslation
{
    /// <summary>The declared server; which file holds its password is said where it is delivered.</summary>
    public static RedisSettings Settings(Declared declared)
    {
        var settings = new RedisSettings { Address = declared.Address };
        return settings with
        {
            Tls = declared.Tls ?? settings.Tls,
            CertificateAuthority = declared.CertificateAuthority,
            Username = declared.Credentials?.Username,
            Prefix = declared.Prefix,
            TtlSeconds = declared.TtlSeconds ?? settings.TtlSeconds,
            MaxLength = declared.MaxLength ?? settings.MaxLength,
        };
    }
}
