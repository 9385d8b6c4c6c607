using System.Globalization;
using System.Net;

namespace K8sRouter.Core.Events.Redis;

/// <summary>Host and port of an address.</summary>
public static class RedisServer
{
    /// <summary>Reads <c>host:port</c> or <c>[::1]:port</c>; null: it is neither.</summary>
    public static EndPoint? TryParse(string address)
    {
        int colon = address.LastIndexOf(':');
        if (colon <= 0
            || !ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            || port == 0)
            return null;
        string host = address[..colon];
        if (host is ['[', .., ']'])
            host = host[1..^1];
        else if (host.Contains(':', StringComparison.Ordinal))
            return null;
        if (IPAddress.TryParse(host, out var ip))
            return new IPEndPoint(ip, port);
        return Uri.CheckHostName(host) == UriHostNameType.Dns ? new DnsEndPoint(host, port) : null;
    }

    /// <summary>The name that the server's certificate must be for.</summary>
    internal static string NameOf(EndPoint server) =>
        server is DnsEndPoint named ? named.Host : ((IPEndPoint)server).Address.ToString();
}
