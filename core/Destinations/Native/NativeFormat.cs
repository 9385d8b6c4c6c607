using System.Net;

namespace K8sRouter.Core.Destinations.Native;

/// <summary>A format of one destination's own.</summary>
internal sealed record NativeFormat
{
    /// <summary>The body's media type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether the body is compressed: only where the destination's documentation takes it.</summary>
    public bool Gzip { get; init; }

    /// <summary>Longest wait for an answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// A successful status that nevertheless doesn't say that the batch arrived: it is sent again; null: there is none.
    /// </summary>
    public HttpStatusCode? StillRunning { get; init; }

    /// <summary>
    /// Whether a connection is tested by a batch of no generations: a statement that proves the credential, the table and the
    /// right to insert, and inserts nothing.
    /// </summary>
    public bool EmptyProbe { get; init; }

    /// <summary>Writes a batch, with a trace to prepare each generation in.</summary>
    public required Action<TraceBuffer, NativeTrace, IReadOnlyList<TracedGeneration>> Write { get; init; }
}
