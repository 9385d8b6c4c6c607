namespace K8sRouter.Core.Generations;

/// <summary>The inference calls, by the last part of their path.</summary>
public static class GenerationApis
{
    /// <summary><c>POST chat/completions</c>.</summary>
    public const string Chat = "chat";

    /// <summary><c>POST completions</c>.</summary>
    public const string Completions = "completions";

    /// <summary><c>POST embeddings</c>.</summary>
    public const string Embeddings = "embeddings";

    /// <summary><c>POST responses</c>.</summary>
    public const string Responses = "responses";

    /// <summary><c>POST messages</c>.</summary>
    public const string Messages = "messages";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Chat, Completions, Embeddings, Responses, Messages];
}
