namespace K8sRouter.MockProvider.Answers;

/// <summary>A call of a tool.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments as JSON text.</param>
internal sealed record ToolCall(string Name, string Arguments)
{
    private const int PieceLength = 6;

    /// <summary>The arguments as they are streamed.</summary>
    public IEnumerable<string> Pieces => Arguments.Chunk(PieceLength).Select(piece => new string(piece));
}
