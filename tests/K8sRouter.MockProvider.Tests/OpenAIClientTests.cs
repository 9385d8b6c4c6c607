using System.ClientModel;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace K8sRouter.MockProvider.Tests;

/// <summary>The real client is the judge of whether the answers are right.</summary>
public sealed class OpenAIClientTests(MockFixture mock) : IClassFixture<MockFixture>
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "get_weather",
        "Weather at a place.",
        BinaryData.FromString(
            """
            {
              "type": "object",
              "properties": {"location": {"type": "string"}, "days": {"type": "integer"}},
              "required": ["location", "days"]
            }
            """));

    private ChatClient Chat => mock.OpenAI.GetChatClient("mock-mini");

    [Fact]
    public async Task A_whole_answer_repeats_the_prompt_and_counts_tokens()
    {
        ChatCompletion answer = await Chat.CompleteChatAsync(
            [new SystemChatMessage("Be brief."), new UserChatMessage("Hello \"there\"")]);

        Assert.Equal("alpha serves mock-mini and heard you say: Hello \"there\"", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(10, answer.Usage.InputTokenCount);
        Assert.Equal(2, answer.Usage.InputTokenDetails.CachedTokenCount);
        Assert.Equal(9, answer.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task A_stream_gives_the_same_text_in_pieces_and_then_usage()
    {
        List<string> pieces = [];
        ChatTokenUsage? usage = null;
        await foreach (var update in Chat.CompleteChatStreamingAsync([new UserChatMessage("Hello")]))
        {
            pieces.AddRange(update.ContentUpdate.Select(part => part.Text).Where(text => text.Length > 0));
            usage = update.Usage ?? usage;
        }

        Assert.Equal("alpha serves mock-mini and heard you say: Hello", string.Concat(pieces));
        Assert.Equal(8, pieces.Count);
        Assert.Equal(8, usage!.OutputTokenCount);
    }

    [Fact]
    public async Task A_question_about_weather_calls_the_weather_tool_with_arguments_that_fit_its_schema()
    {
        ChatCompletion answer = await Chat.CompleteChatAsync(
            [new UserChatMessage("What is the weather in Paris?")], new ChatCompletionOptions { Tools = { Weather } });

        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        Assert.Equal("""{"location":"Paris","days":42}""", answer.ToolCalls[0].FunctionArguments.ToString());
    }

    [Fact]
    public async Task A_streamed_tool_call_comes_in_pieces_under_one_id()
    {
        List<string> ids = [];
        List<string> arguments = [];
        var options = new ChatCompletionOptions { Tools = { Weather } };
        await foreach (var update in Chat.CompleteChatStreamingAsync([new UserChatMessage("weather in Rome")], options))
        {
            ids.AddRange(update.ToolCallUpdates.Select(call => call.ToolCallId).Where(id => !string.IsNullOrEmpty(id)));
            arguments.AddRange(
                update.ToolCallUpdates.Select(call => call.FunctionArgumentsUpdate?.ToString() ?? "").Where(text => text.Length > 0));
        }

        Assert.Single(ids);
        Assert.True(arguments.Count > 2, "the arguments came in one piece");
        Assert.Equal("""{"location":"Rome","days":42}""", string.Concat(arguments));
    }

    [Fact]
    public async Task A_tools_result_is_answered_with_text()
    {
        ChatMessage[] messages =
        [
            new UserChatMessage("weather in Rome"),
            new AssistantChatMessage([ChatToolCall.CreateFunctionToolCall("call_1", "get_weather", BinaryData.FromString("{}"))]),
            new ToolChatMessage("call_1", "sunny weather"),
        ];

        ChatCompletion answer = await Chat.CompleteChatAsync(messages, new ChatCompletionOptions { Tools = { Weather } });

        Assert.EndsWith("say: sunny weather", answer.Content[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_of_tokens_cuts_the_answer_and_says_so()
    {
        ChatCompletion answer = await Chat.CompleteChatAsync(
            [new UserChatMessage("Hello")], new ChatCompletionOptions { MaxOutputTokenCount = 3 });

        Assert.Equal("alpha serves mock-mini", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Length, answer.FinishReason);
    }

    [Fact]
    public async Task The_same_text_has_the_same_vector_of_the_size_asked_for()
    {
        var client = mock.OpenAI.GetEmbeddingClient("mock-embed");

        OpenAIEmbeddingCollection vectors = await client.GenerateEmbeddingsAsync(
            ["one", "two", "one"], new EmbeddingGenerationOptions { Dimensions = 16 });

        Assert.Equal(16, vectors[0].ToFloats().Length);
        Assert.Equal(vectors[0].ToFloats().ToArray(), vectors[2].ToFloats().ToArray());
        Assert.NotEqual(vectors[0].ToFloats().ToArray(), vectors[1].ToFloats().ToArray());
    }

    [Fact]
    public async Task An_unknown_model_is_a_404_that_the_client_understands()
    {
        var failure = await Assert.ThrowsAsync<ClientResultException>(
            () => mock.OpenAI.GetChatClient("nonsense").CompleteChatAsync([new UserChatMessage("Hi")]));

        Assert.Equal(404, failure.Status);
        Assert.Contains("model_not_found", failure.Message, StringComparison.Ordinal);
    }
}
