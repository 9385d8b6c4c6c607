using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// The captured copy of one answer, in pooled memory and within two budgets: its own and the process's. A copy that would pass
/// either is cut there and marked.
/// </summary>
internal sealed class ContentCapture(MemoryBudget budget, int maxBytes) : IDisposable
{
    private readonly PooledBuffer _buffer = new();
    private int _taken;

    public CapturedResponseFormat Format { get; private set; }

    public bool Truncated { get; private set; }

    public ReadOnlyMemory<byte> Memory => _buffer.Memory;

    /// <summary>Adds the string token that the reader stands on, unescaped; an empty one adds nothing.</summary>
    public void AppendText(DeltaKind kind, int index, scoped ref Utf8JsonReader reader)
    {
        // Unescaping never makes a string longer.
        int escapedLength = reader.ValueSpan.Length;
        if (escapedLength == 0 || !TryReserve(DeltaLog.HeaderLength + escapedLength))
            return;
        var span = _buffer.GetSpan(DeltaLog.HeaderLength + escapedLength);
        int length = Unescape(ref reader, span[DeltaLog.HeaderLength..]);
        DeltaLog.WriteHeader(span, kind, index, length);
        _buffer.Advance(DeltaLog.HeaderLength + length);
        Format = CapturedResponseFormat.Deltas;
    }

    /// <summary>Adds text that is unescaped already.</summary>
    public void AppendText(DeltaKind kind, int index, ReadOnlySpan<byte> text) => Append(kind, index, text);

    /// <summary>Adds raw JSON.</summary>
    public void AppendJson(DeltaKind kind, int index, ReadOnlySpan<byte> json) => Append(kind, index, json);

    /// <summary>Moves onto a member's value and past it: the choice or block that what follows is captured under.</summary>
    public static int ReadIndex(ref Utf8JsonReader reader)
    {
        reader.Read();
        int index = 0;
        if (reader.TokenType == JsonTokenType.Number)
            reader.TryGetInt32(out index);
        reader.Skip();
        return Math.Max(0, index);
    }

    /// <summary>Takes one whole document in the place of whatever was added before.</summary>
    public void SetDocument(ReadOnlySpan<byte> json)
    {
        // What it replaces counts no longer.
        int more = json.Length - _taken;
        if (more > 0 ? !TryReserve(more) : Truncated)
            return;
        if (more < 0)
        {
            budget.Return(-more);
            _taken += more;
        }
        _buffer.Clear();
        _buffer.Write(json);
        Format = CapturedResponseFormat.Json;
    }

    /// <summary>Marks the copy as cut: the answer passes without being read.</summary>
    public void Cut() => Truncated = true;

    public void Dispose()
    {
        budget.Return(_taken);
        _taken = 0;
        _buffer.Dispose();
    }

    private void Append(DeltaKind kind, int index, ReadOnlySpan<byte> payload)
    {
        if (!TryReserve(DeltaLog.HeaderLength + payload.Length))
            return;
        DeltaLog.Append(_buffer, kind, index, payload);
        Format = CapturedResponseFormat.Deltas;
    }

    private static int Unescape(scoped ref Utf8JsonReader reader, Span<byte> target)
    {
        try
        {
            return reader.CopyString(target);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: some providers cut an emoji in two deltas. The copy stays escaped, the traffic untouched.
            reader.ValueSpan.CopyTo(target);
            return reader.ValueSpan.Length;
        }
    }

    private bool TryReserve(int bytes)
    {
        if (Truncated)
            return false;
        if (_taken + bytes > maxBytes || !budget.TryTake(bytes))
        {
            Truncated = true;
            return false;
        }
        _taken += bytes;
        return true;
    }
}
