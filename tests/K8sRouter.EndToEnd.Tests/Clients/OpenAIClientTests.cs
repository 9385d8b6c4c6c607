using System.ClientModel;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Responses;

#pragma warning disable OPENAI001 // The client calls its part for responses experimental; its callers use it all the same.

namespace K8sRouter.EndToEnd.Tests.Clients;

/// <summary>The real OpenAI client, pointed at the sidecar by its base URL alone.</summary>
public sealed class OpenAIClientTests(ClientsHouse house, ITestOutputHelper output)
    : HouseTests<ClientsHouse>(house, output), IClassFixture<ClientsHouse>
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "get_weather",
        "Weather at a place.",
        BinaryData.FromString("""{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}"""));

    private ChatClient Chat => Sidecar.OpenAI().GetChatClient("acme/assistant");

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/v1")]
    public async Task A_chat_is_answered_under_both_prefixes(string prefix)
    {
        ChatCompletion answer = await Sidecar.OpenAI(prefix).GetChatClient("acme/assistant").CompleteChatAsync([new UserChatMessage("Hello")]);

        Assert.Equal("alpha serves mock-mini and heard you say: Hello", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal("acme/assistant", answer.Model);
        Assert.StartsWith("gen-", answer.Id, StringComparison.Ordinal);
        Assert.True(answer.Usage.InputTokenCount > 0);
        Assert.Equal(8, answer.Usage.OutputTokenCount);
    }

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/v1")]
    public async Task A_streamed_chat_comes_in_pieces_and_ends_with_usage(string prefix)
    {
        List<string> pieces = [];
        ChatTokenUsage? usage = null;
        await foreach (var update in Sidecar.OpenAI(prefix).GetChatClient("acme/assistant").CompleteChatStreamingAsync([new UserChatMessage("Hello")]))
        {
            pieces.AddRange(update.ContentUpdate.Select(part => part.Text).Where(text => text.Length > 0));
            usage = update.Usage ?? usage;
        }

        Assert.Equal("alpha serves mock-mini and heard you say: Hello", string.Concat(pieces));
        Assert.True(pieces.Count > 4, "the pieces were collected on the way");
        Assert.Equal(8, usage!.OutputTokenCount);
    }

    [Fact]
    public async Task A_tool_is_called_and_its_result_answered()
    {
        List<ChatMessage> messages = [new UserChatMessage("weather in Rome")];
        var options = new ChatCompletionOptions { Tools = { Weather } };

        ChatCompletion call = await Chat.CompleteChatAsync(messages, options);
        Assert.Equal(ChatFinishReason.ToolCalls, call.FinishReason);
        Assert.Equal("""{"location":"Rome"}""", call.ToolCalls[0].FunctionArguments.ToString());

        messages.Add(new AssistantChatMessage(call));
        messages.Add(new ToolChatMessage(call.ToolCalls[0].Id, "It rains."));
        ChatCompletion answer = await Chat.CompleteChatAsync(messages, options);
        Assert.EndsWith("say: It rains.", answer.Content[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_tool_call_arrives_whole()
    {
        List<string> arguments = [];
        ChatFinishReason? reason = null;
        await foreach (var update in Chat.CompleteChatStreamingAsync([new UserChatMessage("weather in Rome")], new ChatCompletionOptions { Tools = { Weather } }))
        {
            arguments.AddRange(update.ToolCallUpdates.Select(call => call.FunctionArgumentsUpdate?.ToString() ?? ""));
            reason = update.FinishReason ?? reason;
        }

        Assert.Equal("""{"location":"Rome"}""", string.Concat(arguments));
        Assert.Equal(ChatFinishReason.ToolCalls, reason);
    }

    [Fact]
    public async Task Embeddings_are_those_of_the_provider()
    {
        var client = Sidecar.OpenAI().GetEmbeddingClient("acme/embedder");

        OpenAIEmbeddingCollection vectors = await client.GenerateEmbeddingsAsync(["one", "two", "one"], new EmbeddingGenerationOptions { Dimensions = 16 });

        Assert.Equal(16, vectors[0].ToFloats().Length);
        Assert.Equal(vectors[0].ToFloats().ToArray(), vectors[2].ToFloats().ToArray());
        Assert.NotEqual(vectors[0].ToFloats().ToArray(), vectors[1].ToFloats().ToArray());
        Assert.True(vectors.Usage.InputTokenCount > 0);
    }

    [Fact]
    public async Task A_response_is_answered_whole_and_streamed()
    {
        var client = Sidecar.OpenAI().GetResponsesClient();

        ResponseResult whole = await client.CreateResponseAsync("acme/assistant", "Hello");
        Assert.EndsWith("heard you say: Hello", whole.GetOutputText(), StringComparison.Ordinal);
        Assert.Equal("acme/assistant", whole.Model);

        List<string> pieces = [];
        ResponseResult? completed = null;
        await foreach (var update in await client.CreateResponseStreamingAsync("acme/assistant", "Hello"))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate delta)
                pieces.Add(delta.Delta);
            if (update is StreamingResponseCompletedUpdate end)
                completed = end.Response;
        }
        Assert.Equal(whole.GetOutputText(), string.Concat(pieces));
        Assert.True(completed!.Usage.OutputTokenCount > 0);
    }

    [Theory]
    [InlineData("acme/forbidden", 404, "data policy")]
    [InlineData("acme/nonsense", 400, "not a valid model")]
    [InlineData("acme/flaky", 503, "Provider returned error")]
    [InlineData("acme/limited", 429, "Provider returned error")]
    public async Task Errors_become_the_clients_exceptions(string model, int status, string inMessage)
    {
        var failure = await Assert.ThrowsAsync<ClientResultException>(() =>
            Sidecar.OpenAI().GetChatClient(model).CompleteChatAsync([new UserChatMessage("Hi")]));

        Assert.Equal(status, failure.Status);
        Assert.Contains(inMessage, failure.Message, StringComparison.OrdinalIgnoreCase);
    }
}
