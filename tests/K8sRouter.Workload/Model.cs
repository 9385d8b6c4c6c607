using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;

namespace K8sRouter.Workload;

/// <summary>The model, called by the vendor's own client as an application would: address and key are the environment's.</summary>
internal static class Model
{
    /// <summary>A whole answer.</summary>
    public static async Task<string> AskAsync(string prompt)
    {
        var answer = await Client().CompleteChatAsync(new UserChatMessage(prompt));
        return answer.Value.Content[0].Text;
    }

    /// <summary>The pieces of a streamed answer, as they come.</summary>
    public static async IAsyncEnumerable<string> StreamAsync(string prompt)
    {
        await foreach (var update in Client().CompleteChatStreamingAsync(new UserChatMessage(prompt)))
        {
            // The first piece says who speaks, and nothing.
            foreach (var part in update.ContentUpdate.Where(part => part.Text.Length > 0))
                yield return part.Text;
        }
    }

    /// <summary>Where the client would call. It doesn't read the variable by itself.</summary>
    private static ChatClient Client() => new(
        Variable("MODEL", "mock/small"),
        new ApiKeyCredential(Variable("OPENAI_API_KEY", "none")),
        new OpenAIClientOptions
        {
            Endpoint = new(Variable("OPENAI_BASE_URL", "http://127.0.0.1:8787/api/v1")),
            // What failed is to be seen as it was.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        });

    private static string Variable(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;
}
