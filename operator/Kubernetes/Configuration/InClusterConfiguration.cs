using System.Globalization;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>
/// What Kubernetes gives to every pod: the API server's address in the environment, and a folder with token, authority and
/// namespace. The library's reading of these has one message for all that may be missing, and doesn't read a refused token again.
/// </summary>
internal static class InClusterConfiguration
{
    private const string HostVariable = "KUBERNETES_SERVICE_HOST";
    private const string PortVariable = "KUBERNETES_SERVICE_PORT";

    public static bool IsPresent(ConfigurationSearch search) => WhyAbsent(search) is null;

    /// <summary>Why this isn't a pod with credentials; null: it is.</summary>
    public static string? WhyAbsent(ConfigurationSearch search)
    {
        if (string.IsNullOrEmpty(search.Environment(HostVariable)) || string.IsNullOrEmpty(search.Environment(PortVariable)))
            return $"{HostVariable} and {PortVariable} aren't set";
        var token = TokenFile(search);
        return File.Exists(token) ? null : $"no file {token}; is automountServiceAccountToken false?";
    }

    /// <exception cref="KubernetesConfigurationException">A part is missing or can't be read.</exception>
    public static ClusterConnection Load(ConfigurationSearch search, TimeProvider clock)
    {
        var authorities = Path.Combine(search.ServiceAccountFolder, "ca.crt");
        return new()
        {
            Settings = new()
            {
                Host = Address(search).AbsoluteUri,
                Namespace = NamespaceOf(search),
                TokenProvider = new FileToken(TokenFile(search), clock),
            },
            Origin = "in-cluster",
            Authorities = Certificates.ReadAuthorities(Certificates.ReadFile(authorities), authorities),
            // No proxy: the address of a service is the cluster's own, and one outside can't reach it.
        };
    }

    private static string TokenFile(ConfigurationSearch search) => Path.Combine(search.ServiceAccountFolder, "token");

    private static Uri Address(ConfigurationSearch search)
    {
        var host = search.Environment(HostVariable)!;
        var port = search.Environment(PortVariable)!;
        // An IPv6 address stands in the variable as it is, without brackets.
        var authority = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && Uri.TryCreate($"https://{authority}:{port}/", UriKind.Absolute, out var address))
            return address;
        throw new KubernetesConfigurationException(
            $"{HostVariable} is \"{host}\" and {PortVariable} is \"{port}\": that isn't an address.");
    }

    private static string NamespaceOf(ConfigurationSearch search)
    {
        var file = Path.Combine(search.ServiceAccountFolder, "namespace");
        var name = File.Exists(file) ? Certificates.ReadFile(file).Trim() : "";
        return name.Length > 0
            ? name
            : throw new KubernetesConfigurationException(
                $"{file}: there is no namespace in this file, or there is no such file.");
    }
}
