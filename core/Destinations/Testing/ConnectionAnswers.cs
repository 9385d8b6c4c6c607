using System.Net;
using K8sRouter.Core.Destinations.Otlp;

namespace K8sRouter.Core.Destinations.Testing;

/// <summary>What an answer to a test means.</summary>
internal static class ConnectionAnswers
{
    public static async Task<string> ReasonAsync(
        string type, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
            return Refusal(type, response.StatusCode);
        if (type == DestinationTypes.Snowflake && response.StatusCode == HttpStatusCode.Accepted)
            return ConnectionTestReasons.StillRunning;
        // A login page or a proxy's own: whatever is there takes no traces.
        if (response.Content.Headers.ContentType?.MediaType is "text/html" && type != DestinationTypes.Webhook)
            return ConnectionTestReasons.WebPage;
        var result = await PartialSuccess.ReadAsync(response, cancellationToken);
        return result.RejectedSpans > 0 ? ConnectionTestReasons.RejectedSpans : ConnectionTestReasons.Passed;
    }

    private static string Refusal(string type, HttpStatusCode status) => (int)status switch
    {
        // An endpoint of one's own may well refuse a payload without a span.
        400 when type == DestinationTypes.Webhook => ConnectionTestReasons.Passed,
        401 => ConnectionTestReasons.Unauthorized,
        403 => ConnectionTestReasons.Forbidden,
        404 or 405 or 410 => ConnectionTestReasons.NotFound,
        413 => ConnectionTestReasons.TooLarge,
        429 => ConnectionTestReasons.TooManyRequests,
        >= 300 and < 400 => ConnectionTestReasons.Redirect,
        >= 500 => ConnectionTestReasons.ServerError,
        _ => ConnectionTestReasons.Refused,
    };
}
