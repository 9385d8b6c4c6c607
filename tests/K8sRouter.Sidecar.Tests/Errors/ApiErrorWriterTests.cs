using System.Buffers;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Errors;
using K8sRouter.Sidecar.Tests.Conformance;
using K8sRouter.Testing.Conformance;

namespace K8sRouter.Sidecar.Tests.Errors;

public sealed class ApiErrorWriterTests
{
    [Fact]
    public void Chat_and_GET_routes_have_the_type_in_the_metadata() => Assert.Equal(
        """{"error":{"code":401,"message":"Missing Authentication header","metadata":{"error_type":"authentication"}}}""",
        Text(api: null, ApiErrors.MissingKey));

    [Fact]
    public void Messages_have_Anthropics_envelope() => Assert.Equal(
        """{"type":"error","error":{"type":"authentication_error","message":"Missing Authentication header","error_type":"authentication","metadata":{"error_type":"authentication"}},"request_id":"gen-1"}""",
        Text(GenerationApis.Messages, ApiErrors.MissingKey));

    [Fact]
    public void Responses_have_the_type_at_the_top() => Assert.EndsWith(
        ""","error_type":"authentication"}""", Text(GenerationApis.Responses, ApiErrors.MissingKey), StringComparison.Ordinal);

    [Fact]
    public void A_providers_failure_passes_on_its_name_its_text_and_the_attempts_before_it()
    {
        var error = ApiErrors.Provider(502, "Acme AI", "overloaded", "<html>\"é", [new PreviousError("Slow", "timeout", null)]);

        Assert.Equal(
            """{"error":{"code":502,"message":"Provider returned error","metadata":{"provider_name":"Acme AI","provider_code":"overloaded","raw":"<html>\"é","previous_errors":[{"provider":"Slow","code":"timeout","status":null}],"error_type":"provider_unavailable"}}}""",
            Text(GenerationApis.Chat, error));
    }

    [Fact]
    public void A_500_of_a_provider_is_masked() => Assert.Equal(
        """{"error":{"code":500,"message":"Provider returned error","metadata":{"provider_name":"Acme AI","error_type":"server"}}}""",
        Text(GenerationApis.Chat, ApiErrors.Provider(500, "Acme AI", "E_INTERNAL", "stack trace")));

    [Fact]
    public void An_error_in_a_log_line_tells_neither_message_nor_the_providers_text()
    {
        var error = ApiErrors.Provider(502, "Acme AI", raw: "the prompt was: hello");
        Assert.Equal("502 provider_unavailable", $"{error}");
    }

    [Fact]
    public async Task Retry_after_is_a_header_and_part_of_the_availability()
    {
        var call = await TestCall.GetAsync(c => ApiErrorWriter.SendAsync(c, GenerationApis.Chat, ApiErrors.NoConfiguration));

        Assert.Equal(503, call.Status);
        Assert.Equal("1", call.Headers.RetryAfter);
        Assert.Equal("application/json", call.Headers.ContentType);
        Assert.Equal(Encoding.UTF8.GetByteCount(call.Text), call.Headers.ContentLength);
        var availability = call.Json.GetProperty("error").GetProperty("availability");
        Assert.True(availability.GetProperty("retryable").GetBoolean());
        Assert.Equal(1, availability.GetProperty("retry_after").GetInt32());
    }

    [Fact]
    public void An_unknown_model_is_a_400_in_the_APIs_words()
    {
        var error = ApiErrors.UnknownModel("no/such");
        Assert.Equal((400, "no/such is not a valid model ID", ApiErrorTypes.InvalidRequest), (error.Status, error.Message, error.ErrorType));
    }

    [Fact]
    public void A_chat_stream_ends_with_a_chunk_whose_finish_reason_is_error() => Assert.Equal(
        """data: {"id":"gen-1","object":"chat.completion.chunk","created":7,"model":"a/b","provider":"Acme AI","error":{"code":429,"message":"Rate limit exceeded","metadata":{"error_type":"rate_limit_exceeded"}},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}""" + "\n\n",
        StreamText(GenerationApis.Chat, ApiErrors.Of(429, "Rate limit exceeded")));

    [Fact]
    public void A_messages_stream_ends_with_an_error_event()
    {
        string text = StreamText(GenerationApis.Messages, ApiErrors.Of(529, "Provider returned error"));
        Assert.StartsWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_responses_stream_ends_with_a_failed_response()
    {
        string text = StreamText(GenerationApis.Responses, ApiErrors.Provider(502, "Acme AI"));
        Assert.StartsWith("event: response.failed\ndata: ", text, StringComparison.Ordinal);
        var json = JsonDocument.Parse(text["event: response.failed\ndata: ".Length..]).RootElement;

        Assert.Equal("response.failed", json.GetProperty("type").GetString());
        Assert.Equal(9, json.GetProperty("sequence_number").GetInt32());
        Assert.Equal("provider_unavailable", json.GetProperty("error_type").GetString());
        var response = json.GetProperty("response");
        Assert.Equal("failed", response.GetProperty("status").GetString());
        Assert.Equal("server_error", response.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("Provider returned error", response.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public void A_completions_stream_ends_with_a_text_chunk() => Assert.Contains(
        "\"object\":\"text_completion\"", StreamText(GenerationApis.Completions, ApiErrors.Of(502, "Provider returned error")), StringComparison.Ordinal);

    [Theory]
    [InlineData(GenerationApis.Chat)]
    [InlineData(GenerationApis.Completions)]
    [InlineData(GenerationApis.Messages)]
    [InlineData(GenerationApis.Responses)]
    public void An_event_never_holds_a_line_break_of_its_own(string api)
    {
        string text = StreamText(api, ApiErrors.Provider(502, "Acme\nAI", raw: "a\r\nb\n\nc"));
        Assert.Single(text.Split('\n'), line => line.StartsWith("data: ", StringComparison.Ordinal));
        Assert.Equal(text.Length - 2, text.IndexOf("\n\n", StringComparison.Ordinal));
        Assert.DoesNotContain('\r', text);
    }

    [Theory]
    [InlineData(400), InlineData(401), InlineData(402), InlineData(403), InlineData(404), InlineData(405), InlineData(408), InlineData(409)]
    [InlineData(412), InlineData(413), InlineData(422), InlineData(429), InlineData(500), InlineData(502), InlineData(503), InlineData(504)]
    [InlineData(524), InlineData(529), InlineData(599), InlineData(302)]
    public void Every_status_has_a_documented_error_type(int status)
    {
        var type = JsonSerializer.SerializeToElement(ApiErrorTypes.OfStatus(status));
        Assert.Empty(ResponseSchemas.Validate("ApiErrorType", type));
    }

    private static string Text(string? api, ApiError error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ApiErrorWriter.Write(buffer, api, error, "gen-1");
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string StreamText(string api, ApiError error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ApiErrorWriter.WriteStreamError(buffer, api, "gen-1", "a/b", "Acme AI", created: 7, error, sequenceNumber: 9);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
