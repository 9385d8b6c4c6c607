namespace K8sRouter.Sidecar.Forwarding;

/// <summary>
/// Which statuses of a provider call for another endpoint, another model, or neither; and what the caller is told.
/// </summary>
internal static class FallbackRules
{
    /// <summary>
    /// Another endpoint where the provider is at fault (connection, timeout, 408, 429, 5xx, a refused credential), another
    /// model where the request is (400, 404, 413, 422 and other 4xx).
    /// </summary>
    public static AttemptOutcome After(int status) => status switch
    {
        401 or 402 or 403 or 408 or 429 or >= 500 => AttemptOutcome.TryNextEndpoint,
        _ => AttemptOutcome.TryNextModel,
    };

    /// <summary>
    /// What the caller gets where this was the last attempt. A provider's 401, 402 and 403 are about the router's credential,
    /// not about the caller's: they become 502.
    /// </summary>
    public static int StatusForCaller(int status) => status switch
    {
        401 or 402 or 403 => 502,
        408 or 504 or 524 => 504,
        503 or 529 => 503,
        >= 500 => 502,
        >= 400 => status,
        _ => 502,
    };
}
