namespace K8sRouter.Core.Storage.Reading;

/// <summary>The content of one generation, read back.</summary>
public sealed record StoredContent
{
    /// <summary>What there is.</summary>
    public required StoredContentKind Kind { get; init; }

    /// <summary>
    /// The JSON document as it was written,
    /// <c>{id, workspace_id, content_truncated?, input, output, error, tool_calls?, items?}</c>, without its line end; empty
    /// unless <see cref="StoredContentKind.Present"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Document { get; init; }

    /// <summary>Whether the captured copy had been cut at its byte budget.</summary>
    public bool Truncated { get; init; }
}
