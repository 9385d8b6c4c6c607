namespace K8sRouter.Core.Destinations.Testing;

/// <summary>Why a test of a connection passed or failed: a closed set.</summary>
public static class ConnectionTestReasons
{
    /// <summary>It passed.</summary>
    public const string Passed = "passed";

    /// <summary>There is no such type of destination.</summary>
    public const string UnknownType = "unknown_type";

    /// <summary>A secret field has no value.</summary>
    public const string MissingSecret = ExportFaults.MissingSecret;

    /// <summary>A header's value holds a line break, or another character that no header can carry.</summary>
    public const string InvalidHeader = ExportFaults.InvalidHeader;

    /// <summary>The address isn't https, or no address at all.</summary>
    public const string InvalidUrl = ExportFaults.InvalidUrl;

    /// <summary>The address is one that nothing may be sent to.</summary>
    public const string RefusedAddress = ExportFaults.RefusedAddress;

    /// <summary>The host's name has no address.</summary>
    public const string NameNotResolved = "name_not_resolved";

    /// <summary>No connection, or it broke.</summary>
    public const string Connection = ExportFaults.Connection;

    /// <summary>No encrypted connection: mostly the certificate.</summary>
    public const string Tls = "tls";

    /// <summary>No answer in time.</summary>
    public const string Timeout = ExportFaults.Timeout;

    /// <summary>It answered with another address, which is never followed.</summary>
    public const string Redirect = "redirect";

    /// <summary>It doesn't know the credential.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The credential may not do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>Nothing is at the address, or it takes another method.</summary>
    public const string NotFound = "not_found";

    /// <summary>Even the test is too large for it.</summary>
    public const string TooLarge = "too_large";

    /// <summary>It takes no more for now.</summary>
    public const string TooManyRequests = "too_many_requests";

    /// <summary>It refused for a reason of its own.</summary>
    public const string Refused = "refused";

    /// <summary>It failed itself.</summary>
    public const string ServerError = "server_error";

    /// <summary>It answered with a page for people.</summary>
    public const string WebPage = "web_page";

    /// <summary>It answered that it had taken nothing.</summary>
    public const string RejectedSpans = "rejected_spans";

    /// <summary>It had not finished.</summary>
    public const string StillRunning = "still_running";
}
