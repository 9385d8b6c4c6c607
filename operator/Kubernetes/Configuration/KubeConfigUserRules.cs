using k8s.KubeConfigModels;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>Refuses by name what of a user can't be honoured, before any of it is used.</summary>
internal static class KubeConfigUserRules
{
    private const string Instead =
        "Use a token or a client certificate: for a ServiceAccount, "
        + "kubectl create token NAME (kubectl 1.24 and newer) makes one.";

    /// <exception cref="KubernetesConfigurationException">Something of it can't be honoured.</exception>
    public static void ThrowIfUnusable(KubeConfigEntry<KubeConfigUser> user)
    {
        if ((Impersonation(user.Value) ?? Several(user.Value) ?? Credential(user.Value)) is { } problem)
            throw new KubernetesConfigurationException($"{user}: {problem}");
    }

    /// <summary>Calls would go out as the user itself, with more rights than were meant.</summary>
    private static string? Impersonation(KubeConfigUser user)
    {
        var field = user switch
        {
            { Impersonate.Length: > 0 } => "as",
            { ImpersonateUid.Length: > 0 } => "as-uid",
            { ImpersonateExtra: not null } => "as-user-extra",
            _ => user.ImpersonateGroups?.Any() == true ? "as-groups" : null,
        };
        return field is null ? null : $"impersonation ({field}) isn't supported. {Instead}";
    }

    private static string? Several(KubeConfigUser user)
    {
        string?[] all =
        [
            string.IsNullOrEmpty(user.Token) && string.IsNullOrEmpty(user.TokenFile) ? null : "a token",
            string.IsNullOrEmpty(user.UserName) ? null : "username",
            user.ExternalExecution is null ? null : "exec",
            user.AuthProvider is null ? null : "auth-provider",
        ];
        var given = all.OfType<string>().ToArray();
        return given.Length > 1 ? $"only one of {string.Join(", ", given)} can be used. Remove the others." : null;
    }

    private static string? Credential(KubeConfigUser user)
    {
        if (!string.IsNullOrEmpty(user.Token) && FileToken.Clean(user.Token) is null)
            return "the token has characters that none has.";
        if (string.IsNullOrEmpty(user.UserName) != string.IsNullOrEmpty(user.Password))
            return "username and password go together; one is missing.";
        if (user.ExternalExecution is KubeConfigPlugin plugin)
            return Plugin(plugin);
        return user.AuthProvider is { } provider ? Provider(provider) : null;
    }

    private static string? Plugin(KubeConfigPlugin plugin)
    {
        if (string.IsNullOrWhiteSpace(plugin.Command))
            return "exec has no command.";
        if (plugin.ApiVersion is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
            return "exec has an apiVersion other than client.authentication.k8s.io/v1 and client.authentication.k8s.io/v1beta1.";
        // Of the variables nothing is shown: a value may be a password.
        if ((plugin.EnvironmentVariables ?? []).Any(variable => !IsWhole(variable)))
            return "exec has an entry of env without a name or without a value.";
        return plugin.InteractiveMode == "Always"
            ? $"exec has interactiveMode Always, and nobody is there to answer. {Instead}"
            : null;
    }

    private static bool IsWhole(Dictionary<string, string>? variable) =>
        !string.IsNullOrEmpty(variable?.GetValueOrDefault("name")) && variable.GetValueOrDefault("value") is not null;

    private static string? Provider(AuthProvider provider)
    {
        if (provider.Name != "oidc")
        {
            return "auth-provider isn't supported, except oidc. "
                + "Use a credential plugin (exec), a token or a client certificate.";
        }
        var config = provider.Config ?? [];
        foreach (var field in IdentityToken.Fields)
        {
            if (string.IsNullOrEmpty(config.GetValueOrDefault(field)))
                return $"auth-provider oidc has no {field}. Log in again, or add it: without it the token can't be renewed.";
        }
        if (FileToken.Clean(config[IdentityToken.Token]) is null)
            return "the id-token has characters that none has.";
        var passedOver = IdentityToken.PassedOver
            .FirstOrDefault(field => !string.IsNullOrEmpty(config.GetValueOrDefault(field)));
        return passedOver is null
            ? null
            : $"{passedOver} of auth-provider oidc isn't supported. Add the authority to the system's, or set SSL_CERT_FILE.";
    }
}
