using System.Net;
using System.Net.Sockets;

namespace K8sRouter.Testing.Cluster;

/// <summary>
/// Free ports below those that the kernel gives to outgoing connections: a server that is stopped finds its port again.
/// </summary>
internal static class LoopbackPorts
{
    public static int Free()
    {
        while (true)
        {
            int port = Random.Shared.Next(20_000, 32_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }
    }
}
