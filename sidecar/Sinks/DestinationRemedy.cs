using K8sRouter.Core.Destinations;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// What somebody has to mend before a destination takes anything: refusals of all that we send, which waiting doesn't cure and
/// which no trace is to blame for.
/// </summary>
internal static class DestinationRemedy
{
    private const string Credential =
        "The destination refuses the credential: put one that is valid and may write traces in the Secret that its secretConfig "
        + "names.";

    private const string Address =
        "The destination has nothing to write to there: see its URL, host, project, bucket or table.";

    private const string Redirect =
        "The destination answers with a redirect, which is never followed: give it the URL that this leads to.";

    /// <summary>Our own words, without content or secrets; null: there is nothing to mend.</summary>
    /// <param name="code">Of <see cref="ExportResult.Code"/>.</param>
    public static string? For(string? code) => code switch
    {
        "http_401" or "http_403" => Credential,
        "http_402" => "The destination wants to be paid: see the account's plan and quota there.",
        "http_404" or "http_405" or "http_410" => Address,
        "http_301" or "http_302" or "http_303" or "http_307" or "http_308" => Redirect,
        "http_407" => "The proxy on the way refuses us: see HTTPS_PROXY and its credential.",
        ExportFaults.MissingSecret =>
            "A secret field of the destination has no value: see the Secret and the key that its secretConfig names.",
        ExportFaults.InvalidHeader =>
            "A value of the destination holds a line break or another character that no header can carry: put the bare value in "
            + "its config and in the Secret that its secretConfig names.",
        ExportFaults.InvalidUrl =>
            "The destination's URL is none, or is http without allowPlaintext: give it one that begins with https.",
        ExportFaults.RefusedAddress =>
            "The destination's host has an address that nothing may be sent to, such as a link-local one: see its URL and the "
            + "name's addresses.",
        _ => null,
    };
}
