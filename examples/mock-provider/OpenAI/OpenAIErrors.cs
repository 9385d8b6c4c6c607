using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary>Bearer keys, and <c>{"error":{message,type,param,code}}</c>.</summary>
internal sealed class OpenAIErrors : IErrorFormat
{
    private const string Scheme = "Bearer ";

    public static OpenAIErrors Instance { get; } = new();

    public string RequestIdHeader => "x-request-id";

    public void Authenticate(HttpRequest request, string? key)
    {
        var header = request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } value || !value.StartsWith(Scheme, StringComparison.Ordinal))
            throw ProviderFailure.Unauthorized("You didn't provide an API key: send it in the header Authorization, as Bearer.");
        // Real ones repeat part of the key: a router must not pass that on.
        if (key is not null && value[Scheme.Length..] != key)
            throw ProviderFailure.Unauthorized($"Incorrect API key provided: {Masked(value[Scheme.Length..])}.");
    }

    public JsonObject Body(ProviderFailure failure, string requestId) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = failure.Message,
            ["type"] = failure.Status switch
            {
                429 => "requests",
                >= 500 => "server_error",
                _ => "invalid_request_error",
            },
            ["param"] = failure.Parameter,
            ["code"] = failure.Code,
        },
    };

    private static string Masked(string key) => key.Length <= 8 ? new string('*', key.Length) : $"{key[..4]}****{key[^4..]}";
}
