using K8sRouter.Core.Configuration;

namespace K8sRouter.Core.Destinations.Testing;

/// <summary>Says what a test found in words that lead to the fix: which field, and what to do about it.</summary>
internal static class ConnectionWords
{
    public static string Of(DestinationEntry destination, DestinationType type, string reason, int? status, TimeSpan timeout)
    {
        var fields = new ConnectionFields(destination, type);
        string names = fields.Names.Length > 0 ? $", and {fields.Names}" : "";
        return reason switch
        {
            ConnectionTestReasons.Passed when status == 400 =>
                "It answered 400 to a test without a span, which passes: it is there, and refuses empty payloads.",
            ConnectionTestReasons.Passed => $"It answered {status}: the address and the credentials are right.",
            ConnectionTestReasons.MissingSecret =>
                $"A credential has no value. Give every field of secretConfig a Secret's key: {fields.Credential}.",
            ConnectionTestReasons.InvalidHeader =>
                "The value of a header holds a line break or another character that no header can carry. Give the bare value "
                + $"to {fields.Credential}{names}.",
            ConnectionTestReasons.InvalidUrl => destination.AllowPlaintext
                ? $"The address must begin with https:// or http://. Check {fields.Address}."
                : $"The address must begin with https:// (http:// only with spec.allowPlaintext: true). Check {fields.Address}.",
            ConnectionTestReasons.RefusedAddress =>
                "The host's address may not be called: it is link-local, a metadata service's, or a private one that isn't "
                + $"allowed here. Check the host in {fields.Address}.",
            ConnectionTestReasons.NameNotResolved =>
                $"The host's name has no address. Check its spelling in {fields.Address}, and the DNS from here.",
            ConnectionTestReasons.Connection =>
                $"No connection, or it broke before an answer. Check host and port in {fields.Address}, that it is up, and "
                + "that firewalls and network policies let this machine out.",
            ConnectionTestReasons.Tls =>
                $"No encrypted connection: the port doesn't speak TLS, or its certificate isn't trusted, is out of date or is "
                + $"for another host. Check {fields.Address}.",
            ConnectionTestReasons.Timeout =>
                $"No answer within {timeout.TotalSeconds:0.###} s. Check host and port in {fields.Address}, firewalls, and "
                + "whether it is overloaded.",
            ConnectionTestReasons.Redirect when type.Name == DestinationTypes.S3 =>
                $"It answered {status}, a redirect, which is never followed: the bucket lies in another region. Set "
                + "region to it.",
            ConnectionTestReasons.Redirect =>
                $"It answered {status}, a redirect, which is never followed. Put the address that it leads to in "
                + $"{fields.Address}.",
            ConnectionTestReasons.Unauthorized =>
                $"It answered 401: it doesn't know the credential. Check {fields.Credential}{names}, and that the credential "
                + "wasn't revoked and belongs to this address.",
            ConnectionTestReasons.Forbidden =>
                $"It answered 403: the credential is wrong or lacks the right to write. Check {fields.Credential}{names}, and "
                + "give it that right.",
            ConnectionTestReasons.NotFound =>
                $"It answered {status}: nothing there takes traces. Check host and path in {fields.Address}{names}.",
            ConnectionTestReasons.TooLarge =>
                "It answered 413: even the test is too large. Raise the limit of the destination or of a proxy before it.",
            ConnectionTestReasons.TooManyRequests =>
                "It answered 429: too many requests, or the quota is used up. Wait and test again, or raise the quota.",
            ConnectionTestReasons.ServerError =>
                $"It answered {status}: it, or what stands before it, failed. Test again later; if it stays so, look into its "
                + $"log and check {fields.Address}{names}.",
            ConnectionTestReasons.WebPage =>
                $"It answered {status} with a web page: that is a site for people, not where traces are sent. Check "
                + $"{fields.Address}.",
            ConnectionTestReasons.RejectedSpans =>
                $"It answered {status} and rejected the test's span. Check {fields.Credential}{names}, and its log.",
            ConnectionTestReasons.StillRunning =>
                $"It answered {status}: the statement is still waiting. Check that the warehouse starts, and test again.",
            _ => $"It answered {status}: it refuses the request. Check {fields.Address}{names}, and its log.",
        };
    }
}
