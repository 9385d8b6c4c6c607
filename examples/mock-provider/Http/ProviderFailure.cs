namespace K8sRouter.MockProvider.Http;

/// <summary>A refusal; the wire format gives it its shape.</summary>
internal sealed class ProviderFailure(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The field it is about.</summary>
    public string? Parameter { get; init; }

    /// <summary>The machine-readable code.</summary>
    public string? Code { get; init; }

    public static ProviderFailure Invalid(string message, string? parameter = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, message) { Parameter = parameter, Code = code };

    public static ProviderFailure UnknownModel(string model) =>
        new(StatusCodes.Status404NotFound, $"The model `{model}` does not exist or you do not have access to it.")
        {
            Parameter = "model",
            Code = "model_not_found",
        };

    public static ProviderFailure TooLarge(long limit) =>
        new(StatusCodes.Status413PayloadTooLarge, $"Request exceeds the maximum size of {limit} bytes.")
        {
            Code = "request_too_large",
        };

    public static ProviderFailure Unauthorized(string message) =>
        new(StatusCodes.Status401Unauthorized, message) { Code = "invalid_api_key" };

    public static ProviderFailure OfStatus(int status) => status switch
    {
        401 => new(status, "Incorrect API key provided.") { Code = "invalid_api_key" },
        403 => new(status, "Your account may not use this."),
        404 => new(status, "The model does not exist or you do not have access to it.") { Code = "model_not_found" },
        408 => new(status, "The request took too long to arrive."),
        429 => new(status, "Rate limit reached. Please try again later.") { Code = "rate_limit_exceeded" },
        503 => new(status, "The engine is currently overloaded."),
        529 => new(status, "Overloaded"),
        >= 500 => new(status, "The server had an error while processing your request."),
        _ => new(status, $"The request was refused with status {status}."),
    };
}
