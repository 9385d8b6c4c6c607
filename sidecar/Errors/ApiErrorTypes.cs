namespace K8sRouter.Sidecar.Errors;

/// <summary>The API's names for what went wrong: a closed set that clients branch on.</summary>
internal static class ApiErrorTypes
{
    public const string ContextLengthExceeded = "context_length_exceeded";
    public const string MaxTokensExceeded = "max_tokens_exceeded";
    public const string TokenLimitExceeded = "token_limit_exceeded";
    public const string StringTooLong = "string_too_long";
    public const string Authentication = "authentication";
    public const string PermissionDenied = "permission_denied";
    public const string PaymentRequired = "payment_required";
    public const string RateLimitExceeded = "rate_limit_exceeded";
    public const string ProviderOverloaded = "provider_overloaded";
    public const string ProviderUnavailable = "provider_unavailable";
    public const string InvalidRequest = "invalid_request";
    public const string InvalidPrompt = "invalid_prompt";
    public const string NotFound = "not_found";
    public const string PreconditionFailed = "precondition_failed";
    public const string PayloadTooLarge = "payload_too_large";
    public const string Unprocessable = "unprocessable";
    public const string ContentPolicyViolation = "content_policy_violation";
    public const string Refusal = "refusal";
    public const string InvalidImage = "invalid_image";
    public const string ImageTooLarge = "image_too_large";
    public const string ImageTooSmall = "image_too_small";
    public const string UnsupportedImageFormat = "unsupported_image_format";
    public const string ImageNotFound = "image_not_found";
    public const string ImageDownloadFailed = "image_download_failed";
    public const string Server = "server";
    public const string Timeout = "timeout";
    public const string Unmapped = "unmapped";

    /// <summary>The type that a status has where nothing more exact is known.</summary>
    public static string OfStatus(int status) => status switch
    {
        401 => Authentication,
        402 => PaymentRequired,
        403 => PermissionDenied,
        404 => NotFound,
        408 or 504 or 524 => Timeout,
        412 => PreconditionFailed,
        413 => PayloadTooLarge,
        422 => Unprocessable,
        429 => RateLimitExceeded,
        >= 400 and < 500 => InvalidRequest,
        502 => ProviderUnavailable,
        503 or 529 => ProviderOverloaded,
        500 => Server,
        _ => Unmapped,
    };
}
