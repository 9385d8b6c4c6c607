using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.Anthropic;

/// <summary>
/// <c>x-api-key</c> and <c>anthropic-version</c>, and <c>{"type":"error","error":{type,message},"request_id"}</c>.
/// </summary>
internal sealed class AnthropicErrors : IErrorFormat
{
    public static AnthropicErrors Instance { get; } = new();

    public string RequestIdHeader => "request-id";

    public void Authenticate(HttpRequest request, string? key)
    {
        var given = request.Headers["x-api-key"];
        if (given.Count != 1 || string.IsNullOrEmpty(given[0]))
            throw new ProviderFailure(StatusCodes.Status401Unauthorized, "x-api-key header is required");
        if (key is not null && given[0] != key)
            throw new ProviderFailure(StatusCodes.Status401Unauthorized, "invalid x-api-key");
        if (request.Headers["anthropic-version"].Count != 1)
            throw ProviderFailure.Invalid("anthropic-version: header is required");
    }

    public JsonObject Body(ProviderFailure failure, string requestId) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["type"] = TypeOf(failure.Status), ["message"] = failure.Message },
        ["request_id"] = requestId,
    };

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
