using System.Net;
using System.Net.Http.Headers;
using System.Text;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Tests.Forwarding;

/// <summary>What a provider answers on each of the APIs: 100 tokens in, 50 out, and a canary for a text.</summary>
internal static class CannedAnswers
{
    public const string Canary = "canary-answer";

    /// <summary>Every API, whole and where there is such a thing streamed.</summary>
    public static TheoryData<string, bool> Kinds => new()
    {
        { GenerationApis.Chat, false }, { GenerationApis.Chat, true }, { GenerationApis.Completions, false }, { GenerationApis.Completions, true },
        { GenerationApis.Responses, false }, { GenerationApis.Responses, true }, { GenerationApis.Messages, false }, { GenerationApis.Messages, true },
        { GenerationApis.Embeddings, false },
    };

    public static string Path(string api) => api switch
    {
        GenerationApis.Chat => "/v1/chat/completions",
        GenerationApis.Completions => "/v1/completions",
        GenerationApis.Responses => "/v1/responses",
        GenerationApis.Messages => "/v1/messages",
        _ => "/v1/embeddings",
    };

    /// <summary>A caller's body, without its closing brace.</summary>
    public static string Request(string api, string prompt = "canary-prompt") => "{\"model\":\"acme/one\"," + (api switch
    {
        GenerationApis.Chat => $$"""
            "messages":[{"role":"user","content":"{{prompt}}"}]
            """,
        GenerationApis.Messages => $$"""
            "max_tokens":9,"messages":[{"role":"user","content":"{{prompt}}"}]
            """,
        GenerationApis.Completions => $"\"prompt\":\"{prompt}\"",
        _ => $"\"input\":\"{prompt}\"",
    });

    /// <summary>What stands in the last event of a stream and in no other.</summary>
    public static string Terminal(string api) => api switch
    {
        GenerationApis.Responses => "response.completed",
        GenerationApis.Messages => "message_stop",
        _ => "[DONE]",
    };

    public static HttpResponseMessage Of(string api, bool streamed)
    {
        var content = new StringContent(streamed ? Stream(api) : Whole(api), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue(streamed ? "text/event-stream" : "application/json");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private static string Whole(string api) => api switch
    {
        GenerationApis.Chat => """
            {"id":"u-1","object":"chat.completion","created":1,"model":"one","choices":[{"index":0,"message":{"role":"assistant","content":"canary-answer"},
            "finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150}}
            """,
        GenerationApis.Completions => """
            {"id":"u-1","object":"text_completion","created":1,"model":"one","choices":[{"index":0,"text":"canary-answer","finish_reason":"stop"}],
            "usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150}}
            """,
        GenerationApis.Responses => Response,
        GenerationApis.Messages => """
            {"id":"u-1","type":"message","role":"assistant","model":"one","content":[{"type":"text","text":"canary-answer"}],"stop_reason":"end_turn",
            "usage":{"input_tokens":100,"output_tokens":50}}
            """,
        _ => """
            {"object":"list","model":"one","data":[{"object":"embedding","index":0,"embedding":[0.25]}],"usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150}}
            """,
    };

    private static string Response => """
        {"id":"u-1","object":"response","created_at":1,"status":"completed","model":"one","output":[{"id":"m","type":"message","role":"assistant",
        "status":"completed","content":[{"type":"output_text","text":"canary-answer","annotations":[]}]}],
        "usage":{"input_tokens":100,"output_tokens":50,"total_tokens":150}}
        """.ReplaceLineEndings("");

    private static string Stream(string api) => api switch
    {
        GenerationApis.Chat => """
            data: {"id":"u-1","object":"chat.completion.chunk","created":1,"model":"one","choices":[{"index":0,"delta":{"role":"assistant","content":"canary-answer"},"finish_reason":null}]}

            data: {"id":"u-1","object":"chat.completion.chunk","created":1,"model":"one","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"id":"u-1","object":"chat.completion.chunk","created":1,"model":"one","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150}}

            data: [DONE]


            """,
        GenerationApis.Completions => """
            data: {"id":"u-1","object":"text_completion","created":1,"model":"one","choices":[{"index":0,"text":"canary-answer","finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150}}

            data: [DONE]


            """,
        GenerationApis.Responses => $$"""
            event: response.output_text.delta
            data: {"type":"response.output_text.delta","sequence_number":1,"item_id":"m","output_index":0,"content_index":0,"delta":"canary-answer"}

            event: response.completed
            data: {"type":"response.completed","sequence_number":2,"response":{{Response}}}


            """,
        _ => """
            event: message_start
            data: {"type":"message_start","message":{"id":"u-1","type":"message","role":"assistant","model":"one","content":[],"stop_reason":null,"usage":{"input_tokens":100,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"canary-answer"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":50}}

            event: message_stop
            data: {"type":"message_stop"}


            """,
    };
}
