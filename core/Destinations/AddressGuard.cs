using System.Net;
using System.Net.Sockets;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// Which addresses a destination may have. Its author writes a URL that we call with our network's rights: what answers on
/// link-local and metadata addresses hands out the node's credentials.
/// </summary>
public static class AddressGuard
{
    private static readonly IPNetwork[] Always =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("100.100.100.200/32"),
        IPNetwork.Parse("168.63.129.16/32"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("::/128"),
        IPNetwork.Parse("fe80::/10"),
        IPNetwork.Parse("ff00::/8"),
        IPNetwork.Parse("fd00:ec2::254/128"),
        IPNetwork.Parse("fd20:ce::254/128"),
    ];

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"),
        IPNetwork.Parse("198.18.0.0/15"),
        IPNetwork.Parse("::1/128"),
        IPNetwork.Parse("fc00::/7"),
        IPNetwork.Parse("fec0::/10"),
    ];

    /// <summary>Whether nothing may be sent to <paramref name="address"/>.</summary>
    /// <param name="address">A resolved address.</param>
    /// <param name="allowPrivate">Whether loopback and private networks are allowed: the sidecar's are its author's own.</param>
    public static bool Refuses(IPAddress address, bool allowPrivate)
    {
        if (Embedded(address) is { } inner && Refuses(inner, allowPrivate))
            return true;
        return Array.Exists(Always, network => network.Contains(address))
            || (!allowPrivate && Array.Exists(Private, network => network.Contains(address)));
    }

    /// <summary>The IPv4 address that an IPv6 address stands for: mapped, compatible, NAT64 or 6to4.</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return null;
        var bytes = address.GetAddressBytes();
        if (address.IsIPv4MappedToIPv6 || bytes.AsSpan(0, 12)
            .SequenceEqual(IPAddress.Parse("64:ff9b::").GetAddressBytes().AsSpan(0, 12)))
            return new(bytes.AsSpan(12));
        if (bytes[0] == 0x20 && bytes[1] == 0x02)
            return new(bytes.AsSpan(2, 4));
        bool compatible = !bytes.AsSpan(0, 12).ContainsAnyExcept((byte)0)
            && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.IPv6Any);
        return compatible ? new(bytes.AsSpan(12)) : null;
    }
}
