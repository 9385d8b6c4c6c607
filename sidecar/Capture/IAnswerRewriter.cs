using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Reads the JSON documents of one answer (the events of a stream, or the one whole document), notes what they say and writes
/// them again with the fields that the API promises. One implementation a wire format.
/// </summary>
internal interface IAnswerRewriter : IDisposable
{
    AnswerFacts Facts { get; }

    /// <summary>
    /// Handles the data of one event; <see cref="AnswerFacts.Error"/> and <see cref="AnswerFacts.IsTerminal"/> tell the rest.
    /// False: it is a JSON object, and none that the API knows; what was written of it isn't for the caller.
    /// </summary>
    /// <exception cref="System.Text.Json.JsonException">The data isn't JSON of the format.</exception>
    bool RewriteEvent(ReadOnlySpan<byte> json, PooledBuffer output);

    /// <summary>Handles one whole answer.</summary>
    /// <exception cref="System.Text.Json.JsonException">The document isn't JSON of the format, or answers nothing.</exception>
    void RewriteDocument(ReadOnlySpan<byte> json, PooledBuffer output);
}
