using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Journal;

/// <summary>Builds payloads, one after the other, in memory of its own that is wiped in between.</summary>
internal sealed class RecordEncoder : IDisposable
{
    private readonly RecordBuffer _buffer = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });

    public ReadOnlySpan<byte> Payload => _buffer.Written;

    public int Length => _buffer.WrittenCount;

    /// <summary>Builds a payload in the place of the last one.</summary>
    public void Encode(GenerationRecord record, CapturedContent? content)
    {
        Clear();
        RecordPayload.Write(_buffer, _json, record, content);
    }

    /// <summary>Wipes the payload.</summary>
    public void Clear()
    {
        _buffer.Clear();
        _buffer.Reset();
    }

    public void Dispose()
    {
        _buffer.Dispose();
        _json.Dispose();
    }
}
