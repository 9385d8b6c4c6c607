using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Authentication;
using k8s.KubeConfigModels;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>
/// Checks a context of a kubeconfig, and has the library make its settings of it. What the library would pass over, or take in
/// another way than kubectl, is taken out before and stands beside the settings.
/// </summary>
internal static class KubeConfigReader
{
    /// <exception cref="KubernetesConfigurationException">Something is missing, can't be read, or isn't supported.</exception>
    public static ClusterConnection Read(KubeConfigFile file, ConfigurationSearch search, TimeProvider clock)
    {
        var name = search.Context ?? file.CurrentContext;
        if (string.IsNullOrEmpty(name))
            throw new KubernetesConfigurationException($"{file.Origin}: it has no current-context. Give --context.");
        var context = Find(file, file.Contexts, "context", name).Value;
        var cluster = Find(file, file.Clusters, "cluster", context.Cluster);
        var user = string.IsNullOrEmpty(context.User) ? null : Find(file, file.Users, "user", context.User);
        if (user is not null)
            KubeConfigUserRules.ThrowIfUnusable(user);
        var server = Address(cluster);
        var settings = Settings(server, context.Namespace, cluster.Value, user?.Value);
        if (user is not null)
            settings.TokenProvider = TokenOf(user, cluster, search, clock);
        return new()
        {
            Settings = settings,
            Origin = $"{file.Origin}, context {name}",
            Authorities = Authorities(cluster),
            ClientCertificate = user is null ? null : ClientCertificate(user),
            Proxy = Proxy(cluster, server, search),
        };
    }

    private static KubeConfigEntry<T> Find<T>(
        KubeConfigFile file, IReadOnlyList<KubeConfigEntry<T>> entries, string kind, string? name)
    {
        if (entries.FirstOrDefault(entry => entry.Name == name) is { } found)
            return found;
        var names = string.Join(", ", entries.Select(entry => entry.Name));
        throw new KubernetesConfigurationException(
            $"{file.Origin}: there is no {kind} \"{name}\". There {(names.Length == 0 ? "is none" : $"are: {names}")}.");
    }

    private static Uri Address(KubeConfigEntry<KubeConfigCluster> cluster)
    {
        var text = cluster.Value.Server ?? "";
        if (Uri.TryCreate(text.EndsWith('/') ? text : $"{text}/", UriKind.Absolute, out var server)
            && server.Scheme is "http" or "https" && server.UserInfo.Length == 0)
            return server;
        throw new KubernetesConfigurationException($"{cluster}: server isn't an address such as https://10.0.0.1:6443.");
    }

    private static X509Certificate2Collection? Authorities(KubeConfigEntry<KubeConfigCluster> cluster)
    {
        var (entry, field) = (cluster.Value, "certificate-authority");
        if (Pem(cluster, field, entry.CertificateAuthority, entry.CertificateAuthorityData) is not { } pem)
            return null;
        if (entry.SkipTlsVerify)
        {
            throw new KubernetesConfigurationException(
                $"{cluster}: certificate-authority and insecure-skip-tls-verify exclude each other. Remove the latter.");
        }
        return Certificates.ReadAuthorities(pem, $"{cluster}");
    }

    private static SslStreamCertificateContext? ClientCertificate(KubeConfigEntry<KubeConfigUser> user)
    {
        var entry = user.Value;
        var certificate = Pem(user, "client-certificate", entry.ClientCertificate, entry.ClientCertificateData);
        var key = Pem(user, "client-key", entry.ClientKey, entry.ClientKeyData);
        if (certificate is null && key is null)
            return null;
        if (certificate is null || key is null)
        {
            throw new KubernetesConfigurationException(
                $"{user}: client-certificate and client-key go together; one is missing.");
        }
        return Certificates.ReadClient(certificate, key, $"{user}");
    }

    /// <summary>PEM out of the file itself, else out of the one that it names.</summary>
    private static string? Pem<T>(KubeConfigEntry<T> entry, string field, string? path, string? data)
    {
        if (string.IsNullOrEmpty(data))
            return string.IsNullOrEmpty(path) ? null : Certificates.ReadFile(entry.Resolve(path));
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(data));
        }
        catch (FormatException)
        {
            throw new KubernetesConfigurationException($"{entry}: {field}-data isn't base64.");
        }
    }

    /// <summary>The library's settings, of what it reads as kubectl does.</summary>
    private static k8s.KubernetesClientConfiguration Settings(
        Uri server, string? @namespace, KubeConfigCluster cluster, KubeConfigUser? user)
    {
        const string Name = "the chosen one";
        var credentials = new UserCredentials
        {
            Token = FileToken.Clean(user?.Token),
            UserName = user?.UserName,
            Password = user?.Password,
        };
        bool hasCredentials = credentials.Token is not null || !string.IsNullOrEmpty(credentials.UserName);
        var details = new ContextDetails
        {
            Cluster = Name,
            User = hasCredentials ? Name : null,
            Namespace = string.IsNullOrEmpty(@namespace) ? "default" : @namespace,
        };
        var endpoint = new ClusterEndpoint
        {
            Server = server.AbsoluteUri,
            SkipTlsVerify = cluster.SkipTlsVerify,
            TlsServerName = cluster.TlsServerName,
        };
        return k8s.KubernetesClientConfiguration.BuildConfigFromConfigObject(new()
        {
            CurrentContext = Name,
            Contexts = [new() { Name = Name, ContextDetails = details }],
            Clusters = [new() { Name = Name, ClusterEndpoint = endpoint }],
            Users = [new() { Name = Name, UserCredentials = credentials }],
        });
    }

    private static ITokenProvider? TokenOf(
        KubeConfigEntry<KubeConfigUser> user,
        KubeConfigEntry<KubeConfigCluster> cluster,
        ConfigurationSearch search,
        TimeProvider clock)
    {
        var entry = user.Value;
        // The file comes before the text, as with kubectl.
        if (!string.IsNullOrEmpty(entry.TokenFile))
            return new FileToken(user.Resolve(entry.TokenFile), clock);
        if (entry.ExternalExecution is { } plugin)
            return new PluginToken(CredentialPlugin.Of(user, (KubeConfigPlugin)plugin, cluster, search), clock);
        return entry.AuthProvider is { } provider ? new IdentityToken($"{user}", provider.Config) : null;
    }

    private static Uri? Proxy(KubeConfigEntry<KubeConfigCluster> cluster, Uri server, ConfigurationSearch search) =>
        string.IsNullOrEmpty(cluster.Value.ProxyUrl)
            ? EnvironmentProxy.For(server, search.Environment)
            : EnvironmentProxy.Parse(cluster.Value.ProxyUrl, $"{cluster}: proxy-url");
}
