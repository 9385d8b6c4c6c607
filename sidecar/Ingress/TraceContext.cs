using K8sRouter.Core.Generations;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>The trace that a call belongs to, by the W3C's Trace Context.</summary>
/// <param name="Parent">Whose part it is.</param>
/// <param name="State">What tracing systems noted; null: nothing.</param>
internal sealed record TraceContext(TraceParent Parent, string? State)
{
    /// <summary>
    /// The caller's. Headers that aren't well-formed are passed over, as that document wants it; <c>baggage</c> is never read.
    /// </summary>
    public static TraceContext? Of(IHeaderDictionary headers) =>
        headers.TraceParent is [var parent] && TraceParent.Parse(parent) is { } parsed
            ? new(parsed, TraceState.Read(headers.TraceState))
            : null;
}
