using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Errors;

/// <summary>The errors that more than one place answers.</summary>
internal static class ApiErrors
{
    /// <summary>No <c>Authorization</c> and no <c>x-api-key</c> header, where keys are defined.</summary>
    public static ApiError MissingKey { get; } = Of(401, "Missing Authentication header");

    /// <summary>A key that the workspace doesn't define.</summary>
    public static ApiError InvalidKey { get; } = Of(401, "Invalid API key");

    /// <summary>No configuration was ever accepted: fail closed.</summary>
    public static ApiError NoConfiguration { get; } =
        Of(503, "Service temporarily unavailable: no router configuration is loaded yet") with
        {
            RetryAfterSeconds = 1,
            Availability = new Availability { Code = AvailabilityCodes.TemporarilyUnavailable },
        };

    /// <summary>The prompts of running calls fill the memory that this process has for them.</summary>
    public static ApiError NoRoomForBody { get; } =
        Of(503, "Service temporarily unavailable: the running calls' requests fill the router's memory, please try again") with
        {
            RetryAfterSeconds = 1,
            Availability = new Availability { Code = AvailabilityCodes.TemporarilyUnavailable },
        };

    /// <summary>What the workspace requires to be kept of its calls can't be written: none is answered.</summary>
    public static ApiError LoggingUnavailable { get; } = Of(
        503,
        "This workspace requires its calls to be logged, or sent to a destination, and that can't be made sure of now. "
        + "The call was not answered.");

    public static ApiError UnknownRoute { get; } = Of(404, "Resource not found");

    public static ApiError MethodNotAllowed { get; } = Of(405, "Method not allowed");

    /// <summary>A browser asks whether a page of elsewhere may call.</summary>
    public static ApiError CrossOriginNotOffered { get; } = Of(
        405,
        "Method not allowed: this asks for cross-origin access (CORS), which isn't offered. The endpoint serves the processes of "
        + "its own pod; have the page's own server make the call");

    public static ApiError InvalidRequest(string message) => Of(400, message);

    public static ApiError NotFound(string message) => Of(404, message);

    public static ApiError PermissionDenied(string message) => Of(403, message);

    public static ApiError PayloadTooLarge(long limitBytes) =>
        Of(413, $"Request payload too large: the limit is {limitBytes} bytes");

    /// <summary>A model that no provider of this configuration serves, allowed or not.</summary>
    public static ApiError UnknownModel(string model) => Of(400, $"{model} is not a valid model ID") with
    {
        Availability = new Availability { Code = AvailabilityCodes.ModelNotFound, RequestedModels = [model] },
    };

    /// <summary>The provider that decided the answer failed.</summary>
    /// <param name="status">The status that the caller gets.</param>
    /// <param name="providerName">Name of the provider.</param>
    /// <param name="providerCode">The provider's own code.</param>
    /// <param name="raw">The provider's own answer, for the caller alone.</param>
    /// <param name="previousErrors">The attempts before it.</param>
    /// <param name="failure">One of <see cref="AttemptFailures"/>; null: nothing more exact than the status is known.</param>
    public static ApiError Provider(
        int status, string providerName, string? providerCode = null, string? raw = null,
        IReadOnlyList<PreviousError>? previousErrors = null, string? failure = null) =>
        Of(status, ProviderMessage(status, failure)) with
        {
            ProviderName = providerName,
            // A 500 may be the provider's own bug, with its internals in the text: the API masks it.
            ProviderCode = status == 500 ? null : providerCode,
            Raw = status == 500 ? null : raw,
            PreviousErrors = previousErrors ?? [],
        };

    private static string ProviderMessage(int status, string? failure) => failure switch
    {
        AttemptFailures.TooLarge => "Provider sent more at once than the router can hold (--max-event-bytes)",
        AttemptFailures.NoMemory => "Service temporarily unavailable: what the router holds of running calls fills its memory",
        _ when status is 408 or 504 or 524 => "Request timed out. Please try again later.",
        _ => "Provider returned error",
    };

    /// <summary>An error whose type follows from its status.</summary>
    public static ApiError Of(int status, string message) =>
        new() { Status = status, Message = message, ErrorType = ApiErrorTypes.OfStatus(status) };
}
