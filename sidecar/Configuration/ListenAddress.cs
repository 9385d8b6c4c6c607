using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>Where a port listens, as people write it: an IP address, or <c>any</c>.</summary>
internal static class ListenAddress
{
    /// <summary>Every address of the machine: IPv6 and IPv4, or IPv4 alone where there is no IPv6.</summary>
    public const string Any = "any";

    public static bool IsValid(string text) => text == Any || IPAddress.TryParse(text, out _);

    /// <summary>Whether nobody outside this network namespace, the pod, gets there.</summary>
    public static bool IsLoopback(string text) => text != Any && IPAddress.IsLoopback(IPAddress.Parse(text));

    /// <summary>The address; null: every one.</summary>
    public static IPAddress? Find(string text) => text == Any ? null : IPAddress.Parse(text);

    public static void Listen(KestrelServerOptions server, string text, int port)
    {
        if (text == Any)
            server.ListenAnyIP(port);
        else
            server.Listen(IPAddress.Parse(text), port);
    }

    /// <summary>The address at which a process beside it finds what listens there.</summary>
    public static IPAddress FromBeside(string text)
    {
        if (text == Any)
            return IPAddress.Loopback;
        var address = IPAddress.Parse(text);
        return address.Equals(IPAddress.Any) ? IPAddress.Loopback
            : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
            : address;
    }
}
