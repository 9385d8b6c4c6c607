using System.Globalization;
using System.Net;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>
/// HTTPS_PROXY, HTTP_PROXY and NO_PROXY as kubectl understands them. The framework's own reading knows no networks
/// (<c>10.0.0.0/8</c>), which is how clusters' addresses are mostly excepted.
/// </summary>
internal static class EnvironmentProxy
{
    /// <summary>The proxy to a server; null: none.</summary>
    /// <exception cref="KubernetesConfigurationException">A variable isn't a proxy's address.</exception>
    public static Uri? For(Uri server, Func<string, string?> environment)
    {
        var name = server.Scheme == Uri.UriSchemeHttps ? "HTTPS_PROXY" : "HTTP_PROXY";
        var value = Variable(environment, name);
        if (value is null || IsExcepted(server, Variable(environment, "NO_PROXY") ?? ""))
            return null;
        return Parse(value, name);
    }

    /// <summary>Address of a proxy; without a scheme it is http.</summary>
    /// <exception cref="KubernetesConfigurationException">
    /// It isn't one. The text doesn't show it: it may hold a password.
    /// </exception>
    public static Uri Parse(string value, string origin)
    {
        var text = value.Contains("://", StringComparison.Ordinal) ? value : $"http://{value}";
        if (Uri.TryCreate(text, UriKind.Absolute, out var proxy)
            && proxy.Scheme is "http" or "https" or "socks5" && proxy.Host.Length > 0)
            return proxy;
        throw new KubernetesConfigurationException(
            $"{origin} isn't the address of a proxy, such as http://proxy.example:3128 (http, https or socks5).");
    }

    /// <summary>Whether a server is reached directly: it is this machine, or the list names it.</summary>
    public static bool IsExcepted(Uri server, string list)
    {
        var host = server.IdnHost.Trim('[', ']').ToLowerInvariant();
        var address = IPAddress.TryParse(host, out var parsed) ? parsed : null;
        if (host == "localhost" || address is not null && IPAddress.IsLoopback(address))
            return true;
        return list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Any(entry => Names(entry.ToLowerInvariant(), host, address, server.Port));
    }

    private static bool Names(string entry, string host, IPAddress? address, int port)
    {
        if (entry == "*")
            return true;
        if (IPNetwork.TryParse(entry, out var network))
            return address is not null && network.Contains(address);
        if (IPAddress.TryParse(entry.Trim('[', ']'), out var single))
            return single.Equals(address);
        var (name, wanted) = SplitPort(entry);
        if (wanted is not null && wanted != port)
            return false;
        if (IPAddress.TryParse(name.Trim('[', ']'), out single))
            return single.Equals(address);
        var suffix = name.TrimStart('*');
        if (suffix.StartsWith('.'))
            return host.EndsWith(suffix, StringComparison.Ordinal);
        return host == suffix || host.EndsWith($".{suffix}", StringComparison.Ordinal);
    }

    private static (string Name, int? Port) SplitPort(string entry)
    {
        int colon = entry.LastIndexOf(':');
        return colon > 0 && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? (entry[..colon], port)
            : (entry, null);
    }

    private static string? Variable(Func<string, string?> environment, string name)
    {
        var value = environment(name);
        if (string.IsNullOrEmpty(value))
            value = environment(name.ToLowerInvariant());
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
