using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>Makes what the client needs of a context of a kubeconfig.</summary>
internal static class KubeConfigReader
{
    /// <exception cref="KubernetesConfigurationException">Something is missing, can't be read, or isn't supported.</exception>
    public static KubernetesClientConfiguration Read(KubeConfigFile file, ConfigurationSearch search, TimeProvider clock)
    {
        var name = search.Context ?? file.CurrentContext;
        if (string.IsNullOrEmpty(name))
            throw new KubernetesConfigurationException($"{file.Origin}: it has no current-context. Give --context.");
        var context = Find(file, file.Contexts, "context", name).Context ?? new();
        var cluster = Find(file, file.Clusters, "cluster", context.Cluster);
        var user = string.IsNullOrEmpty(context.User) ? null : Find(file, file.Users, "user", context.User);
        var server = Address(cluster);
        return new()
        {
            Server = server,
            Origin = $"{file.Origin}, context {name}",
            Namespace = string.IsNullOrEmpty(context.Namespace) ? "default" : context.Namespace,
            Authorities = Authorities(cluster),
            ClientCertificate = user is null ? null : ClientCertificate(user),
            Token = user is null ? null : Token(user, clock),
            TlsServerName = NullIfEmpty(cluster.Cluster!.TlsServerName),
            SkipTlsVerify = cluster.Cluster.InsecureSkipTlsVerify,
            Proxy = Proxy(cluster, server, search),
        };
    }

    private static NamedEntry Find(KubeConfigFile file, IReadOnlyList<NamedEntry>? entries, string kind, string? name)
    {
        var found = entries?.FirstOrDefault(entry => entry.Name == name);
        if (found is not null && (kind != "cluster" || found.Cluster is not null))
            return found;
        var names = string.Join(", ", (entries ?? []).Select(entry => entry.Name));
        throw new KubernetesConfigurationException(
            $"{file.Origin}: there is no {kind} \"{name}\". There {(names.Length == 0 ? "is none" : $"are: {names}")}.");
    }

    private static Uri Address(NamedEntry cluster)
    {
        var text = cluster.Cluster!.Server ?? "";
        if (Uri.TryCreate(text.EndsWith('/') ? text : $"{text}/", UriKind.Absolute, out var server)
            && server.Scheme is "http" or "https" && server.UserInfo.Length == 0)
            return server;
        throw new KubernetesConfigurationException(
            $"{At(cluster, "cluster")}: server isn't an address such as https://10.0.0.1:6443.");
    }

    private static X509Certificate2Collection? Authorities(NamedEntry cluster)
    {
        var entry = cluster.Cluster!;
        var at = At(cluster, "cluster");
        var pem = Text(cluster, at, "certificate-authority", entry.CertificateAuthority, entry.CertificateAuthorityData);
        if (pem is null)
            return null;
        if (entry.InsecureSkipTlsVerify)
        {
            throw new KubernetesConfigurationException(
                $"{at}: certificate-authority and insecure-skip-tls-verify exclude each other. Remove the latter.");
        }
        return Certificates.ReadAuthorities(pem, at);
    }

    private static SslStreamCertificateContext? ClientCertificate(NamedEntry user)
    {
        var entry = user.User ?? new();
        var at = At(user, "user");
        var certificate = Text(user, at, "client-certificate", entry.ClientCertificate, entry.ClientCertificateData);
        var key = Text(user, at, "client-key", entry.ClientKey, entry.ClientKeyData);
        if (certificate is null && key is null)
            return null;
        if (certificate is null || key is null)
            throw new KubernetesConfigurationException($"{at}: client-certificate and client-key go together; one is missing.");
        return Certificates.ReadClient(certificate, key, at);
    }

    private static BearerToken? Token(NamedEntry user, TimeProvider clock)
    {
        var entry = user.User ?? new();
        var at = At(user, "user");
        if (Unsupported(entry) is { } what)
        {
            throw new KubernetesConfigurationException(
                $"{at}: {what} isn't supported. Use a token or a client certificate: for a ServiceAccount, "
                + "kubectl create token NAME (kubectl 1.24 and newer) makes one.");
        }
        // The file comes before the text, as with kubectl.
        if (!string.IsNullOrEmpty(entry.TokenFile))
            return BearerToken.FromFile(Resolve(user, entry.TokenFile), clock);
        return string.IsNullOrEmpty(entry.Token) ? null : BearerToken.Fixed(entry.Token, at);
    }

    private static string? Unsupported(KubeConfigUser user)
    {
        if (user.Exec is not null)
            return "a credential plugin (exec)";
        if (user.AuthProvider is not null)
            return "auth-provider";
        if (!string.IsNullOrEmpty(user.Username))
            return "a user name with a password";
        return string.IsNullOrEmpty(user.As) ? null : "impersonation (as)";
    }

    private static Uri? Proxy(NamedEntry cluster, Uri server, ConfigurationSearch search) =>
        string.IsNullOrEmpty(cluster.Cluster!.ProxyUrl)
            ? EnvironmentProxy.For(server, search.Environment)
            : EnvironmentProxy.Parse(cluster.Cluster.ProxyUrl, $"{At(cluster, "cluster")}: proxy-url");

    /// <summary>PEM out of the file itself, else out of the one that it names.</summary>
    private static string? Text(NamedEntry entry, string at, string field, string? path, string? data)
    {
        if (!string.IsNullOrEmpty(data))
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException)
            {
                throw new KubernetesConfigurationException($"{at}: {field}-data isn't base64.");
            }
        }
        return string.IsNullOrEmpty(path) ? null : Certificates.ReadFile(Resolve(entry, path));
    }

    private static string Resolve(NamedEntry entry, string path) => Path.Combine(Path.GetDirectoryName(entry.File)!, path);

    private static string At(NamedEntry entry, string kind) => $"{entry.File}: {kind} \"{entry.Name}\"";

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
