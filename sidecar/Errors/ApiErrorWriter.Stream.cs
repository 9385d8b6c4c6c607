using System.Buffers;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Json;

namespace K8sRouter.Sidecar.Errors;

/// <summary>Errors after the first byte: the status is already 200, so the stream itself must tell.</summary>
internal static partial class ApiErrorWriter
{
    /// <summary>
    /// Writes one server-sent event that says the stream failed. <see cref="WriteStreamEnd"/> belongs after it.
    /// </summary>
    /// <param name="target">The stream to the client, at the start of an event.</param>
    /// <param name="api">One of <see cref="GenerationApis"/>.</param>
    /// <param name="generationId">The generation's id.</param>
    /// <param name="model">The model as the answer names it.</param>
    /// <param name="provider">Name of the provider; null: none answered.</param>
    /// <param name="created">Unix seconds of the answer.</param>
    /// <param name="error">What to say.</param>
    /// <param name="sequenceNumber">The event's number in a stream of the responses API.</param>
    public static void WriteStreamError(
        IBufferWriter<byte> target, string api, string generationId, string model, string? provider, long created, ApiError error,
        long sequenceNumber = 0)
    {
        target.Write(api switch
        {
            GenerationApis.Messages => "event: error\ndata: "u8,
            GenerationApis.Responses => "event: response.failed\ndata: "u8,
            _ => "data: "u8,
        });
        using (var json = new Utf8JsonWriter(target, JsonAnswer.Options))
        {
            json.WriteStartObject();
            switch (api)
            {
                case GenerationApis.Messages:
                    WriteAnthropicError(json, error, generationId);
                    break;
                case GenerationApis.Responses:
                    WriteFailedResponse(json, generationId, model, created, error, sequenceNumber);
                    break;
                default:
                    WriteErrorChunk(json, api, generationId, model, provider, created, error);
                    break;
            }
            json.WriteEndObject();
        }
        target.Write("\n\n"u8);
    }

    /// <summary>Writes the API's own end of a stream, where it has one.</summary>
    public static void WriteStreamEnd(IBufferWriter<byte> target, string api)
    {
        if (api is GenerationApis.Chat or GenerationApis.Completions)
            target.Write("data: [DONE]\n\n"u8);
    }

    private static void WriteErrorChunk(
        Utf8JsonWriter json, string api, string generationId, string model, string? provider, long created, ApiError error)
    {
        bool chat = api != GenerationApis.Completions;
        json.WriteString("id", generationId);
        json.WriteString("object", chat ? "chat.completion.chunk" : "text_completion");
        json.WriteNumber("created", created);
        json.WriteString("model", model);
        if (provider is not null)
            json.WriteString("provider", provider);
        WriteCommonError(json, error);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        if (chat)
        {
            json.WriteStartObject("delta");
            json.WriteString("content", "");
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("text", "");
        }
        json.WriteString("finish_reason", "error");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>A response object with every field that clients of that API require: none must fail on the failure.</summary>
    private static void WriteFailedResponse(
        Utf8JsonWriter json, string generationId, string model, long created, ApiError error, long sequenceNumber)
    {
        json.WriteString("type", "response.failed");
        json.WriteNumber("sequence_number", sequenceNumber);
        json.WriteString("error_type", error.ErrorType);
        json.WriteStartObject("response");
        json.WriteString("id", generationId);
        json.WriteString("object", "response");
        json.WriteNumber("created_at", created);
        json.WriteString("status", "failed");
        json.WriteString("model", model);
        json.WriteStartObject("error");
        json.WriteString("code", ResponsesCode(error));
        json.WriteString("message", error.Message);
        ErrorMetadata.Write(json, error);
        json.WriteEndObject();
        json.WriteNull("incomplete_details");
        json.WriteNull("instructions");
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteStrings("output", []);
        json.WriteBoolean("parallel_tool_calls", true);
        json.WriteNull("temperature");
        json.WriteString("tool_choice", "auto");
        json.WriteStrings("tools", []);
        json.WriteNull("top_p");
        json.WriteNull("usage");
        json.WriteEndObject();
    }

    /// <summary>The codes of a failed response are a closed set in the clients of that API.</summary>
    private static string ResponsesCode(ApiError error) => error.ErrorType switch
    {
        ApiErrorTypes.RateLimitExceeded => "rate_limit_exceeded",
        ApiErrorTypes.InvalidPrompt or ApiErrorTypes.ContentPolicyViolation => "invalid_prompt",
        _ => "server_error",
    };
}
