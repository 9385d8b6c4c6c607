using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>The root span while its attributes are written.</summary>
/// <param name="Attributes">Takes them.</param>
/// <param name="Scratch">Memory for values that are put together.</param>
/// <param name="Record">The generation.</param>
/// <param name="Content">Its content; null: it isn't told.</param>
/// <param name="Caller">What the caller said about the trace.</param>
internal readonly record struct RootSpan(
    AttributeWriter Attributes, JsonBuffer Scratch, GenerationRecord Record, ContentJson? Content, TraceFields Caller);
