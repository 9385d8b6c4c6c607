using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture.Gathering;

/// <summary>
/// Puts the events of a stream together to the whole answer that the caller asked for. One implementation a wire format.
/// </summary>
internal interface IAnswerGatherer
{
    /// <summary>Bytes that it holds.</summary>
    long Length { get; }

    /// <summary>Whether nothing is missing.</summary>
    bool IsComplete { get; }

    /// <summary>Adds the data of one event. False: no more are needed.</summary>
    /// <exception cref="System.Text.Json.JsonException">The data aren't JSON.</exception>
    bool Add(ReadOnlySpan<byte> json);

    /// <summary>Writes the answer as the provider would have, or the error that came in its place.</summary>
    void WriteTo(PooledBuffer output);
}
