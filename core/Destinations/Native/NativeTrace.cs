using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations.Native;

/// <summary>
/// One generation prepared for a format that isn't OTLP: what the destination may know of it, whatever is handed in.
/// </summary>
internal sealed class NativeTrace(DestinationEntry destination) : IDisposable
{
    /// <summary>The span's copy of the trace's metadata would be a second one in the same object.</summary>
    private static readonly SpanDialect RootOnly = new()
    {
        Names = AttributeNames.Common.WithPrefix(TraceNames.SpanMetadata, null),
    };

    /// <summary>What is known beside the model call itself: the caller's own keys, the opt-in groups, and the router's.</summary>
    private static readonly SpanDialect MetadataOnly = new()
    {
        Names = AttributeNames.Common.WithPrefix(TraceNames.Metadata, "").WithPrefix("k8srouter.", "k8srouter.").OnlyListed(),
    };

    private readonly ContentJson _content = new();
    private readonly JsonBuffer _scratch = new();

    public GenerationRecord Record { get; private set; } = null!;

    /// <summary>The content; null: it isn't told.</summary>
    public ContentJson? Content { get; private set; }

    /// <summary>What the caller said about the trace.</summary>
    public TraceFields Caller { get; private set; } = null!;

    /// <summary>What went wrong; null: nothing did.</summary>
    public string? Failure { get; private set; }

    /// <summary>The span of the whole call.</summary>
    public TraceSpan Root { get; private set; }

    /// <summary>The caller's request; empty: it isn't told.</summary>
    public ReadOnlyMemory<byte> Request { get; private set; }

    /// <summary>Takes one generation in the place of the last one.</summary>
    public void Take(TracedGeneration generation)
    {
        (Record, var content) = generation.For(destination);
        Content = null;
        Request = default;
        if (content is { } captured)
        {
            _content.Assemble(Record, captured);
            Content = _content;
            Request = captured.Request;
        }
        Caller = new(Record.Trace);
        Failure = TraceTexts.Failure(Record, Content);
        Root = TraceSpans.Root(Record, Caller, Failure);
    }

    /// <summary>Writes all attributes of the root span, content excepted, as an object.</summary>
    public void WriteAttributes(JsonBuffer target) => Write(target, RootOnly);

    /// <summary>Writes the trace's metadata as an object.</summary>
    public void WriteMetadata(JsonBuffer target) => Write(target, MetadataOnly);

    /// <summary>Writes the input's JSON without images and other media, or null.</summary>
    public void WriteInput(JsonBuffer target)
    {
        if (Content is { } content)
            target.Append(MultimodalParts.Strip(content.Input, _scratch));
        else
            target.Append("null"u8);
    }

    /// <summary>Writes the output's JSON, or null.</summary>
    public void WriteOutput(JsonBuffer target)
    {
        if (Content is { } content)
            TraceTexts.WriteCompletion(target, content);
        else
            target.Append("null"u8);
    }

    /// <summary>Writes the parameters that the model was called with, or null.</summary>
    public void WriteParameters(JsonBuffer target)
    {
        if (Request.IsEmpty)
            target.Append("null"u8);
        else
            ModelParameters.Write(target, Request.Span);
    }

    /// <summary>Writes the caller's tags, where the destination may have them, or null.</summary>
    public void WriteTags(JsonBuffer target)
    {
        if (destination.Include.MetadataKeys is { } allowed && !allowed.Contains("tags", StringComparer.Ordinal))
            target.Append("null"u8);
        else
            Caller.WriteTags(target);
    }

    public void Dispose()
    {
        _content.Dispose();
        _scratch.Dispose();
    }

    private void Write(JsonBuffer target, SpanDialect dialect)
    {
        var attributes = new AttributeWriter(new JsonAttributeEncoder(target), dialect, int.MaxValue);
        attributes.Begin();
        // Content has fields of its own in these formats.
        RootAttributes.Write(attributes, _scratch, Record, content: null, destination, Caller, Failure);
        attributes.End();
    }
}
