using System.Net;
using System.Net.Sockets;

namespace K8sRouter.Core.Destinations.Testing;

/// <summary>What kept a request from being answered. The fault's own text is never shown: it names hosts and addresses.</summary>
internal static class ConnectionFaults
{
    public static string Reason(Exception fault) => fault switch
    {
        { InnerException: RefusedAddressException } => ConnectionTestReasons.RefusedAddress,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => ConnectionTestReasons.NameNotResolved,
        { InnerException: SocketException { SocketErrorCode: SocketError.TryAgain } } => ConnectionTestReasons.NameNotResolved,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => ConnectionTestReasons.Tls,
        _ => ConnectionTestReasons.Connection,
    };
}
