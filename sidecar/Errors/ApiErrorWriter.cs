using System.Buffers;
using System.Globalization;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Errors;

/// <summary>
/// Errors in the shapes of the APIs: the common one (chat, completions, embeddings, every GET route), Anthropic's envelope
/// (messages), and the common one with a top-level <c>error_type</c> (responses).
/// </summary>
internal static partial class ApiErrorWriter
{
    /// <summary>Answers a request that nothing was sent for yet.</summary>
    /// <param name="context">The request.</param>
    /// <param name="api">One of <see cref="GenerationApis"/>; null: a route that is no inference call.</param>
    /// <param name="error">What to say.</param>
    /// <param name="generationId">The generation's id where there is one.</param>
    public static Task SendAsync(HttpContext context, string? api, ApiError error, string? generationId = null)
    {
        if (error.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(buffer, api, error, generationId);
        return JsonAnswer.SendAsync(context, error.Status, buffer.WrittenMemory);
    }

    /// <summary>Writes the whole body of an error.</summary>
    public static void Write(IBufferWriter<byte> target, string? api, ApiError error, string? generationId = null)
    {
        using var json = new Utf8JsonWriter(target, JsonAnswer.Options);
        json.WriteStartObject();
        switch (api)
        {
            case GenerationApis.Messages:
                WriteAnthropicError(json, error, generationId);
                break;
            case GenerationApis.Responses:
                WriteCommonError(json, error);
                json.WriteString("error_type", error.ErrorType);
                break;
            default:
                WriteCommonError(json, error);
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteCommonError(Utf8JsonWriter json, ApiError error)
    {
        json.WriteStartObject("error");
        json.WriteNumber("code", error.Status);
        json.WriteString("message", error.Message);
        ErrorMetadata.Write(json, error);
        json.WriteEndObject();
    }

    private static void WriteAnthropicError(Utf8JsonWriter json, ApiError error, string? generationId)
    {
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", AnthropicType(error.Status));
        json.WriteString("message", error.Message);
        json.WriteString("error_type", error.ErrorType);
        ErrorMetadata.Write(json, error);
        json.WriteEndObject();
        json.WriteString("request_id", generationId);
    }

    /// <summary>Anthropic's own error types, which its clients map to exceptions.</summary>
    private static string AnthropicType(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        408 or 504 or 524 => "timeout_error",
        503 or 529 => "overloaded_error",
        >= 400 and < 500 => "invalid_request_error",
        _ => "api_error",
    };
}
