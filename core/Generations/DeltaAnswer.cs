using System.Buffers;
using System.Text;

namespace K8sRouter.Core.Generations;

/// <summary>Puts the answer of a stream together from its <see cref="DeltaLog"/>.</summary>
internal static class DeltaAnswer
{
    public static Answer Read(string api, ReadOnlySpan<byte> log)
    {
        ArrayBufferWriter<byte>? text = null, reasoning = null, refusal = null;
        ToolCallMerger? tools = null;
        while (TryRead(api, ref log, out var kind, out int index, out var payload))
        {
            switch (kind)
            {
                case DeltaKind.Text:
                    (text ??= new()).Write(payload);
                    break;
                case DeltaKind.Reasoning:
                    (reasoning ??= new()).Write(payload);
                    break;
                case DeltaKind.Refusal:
                    (refusal ??= new()).Write(payload);
                    break;
                case DeltaKind.ToolCalls:
                    (tools ??= new()).AddDeltas(payload);
                    break;
                case DeltaKind.ToolUse:
                    (tools ??= new()).OpenBlock(index, payload);
                    break;
                case DeltaKind.ToolInput:
                    (tools ??= new()).AddInput(index, payload);
                    break;
            }
        }
        return new(Text(text) ?? Text(refusal), Text(reasoning), tools?.ToArray());
    }

    /// <summary>Whether there are tool calls to put together, be it of a choice that isn't kept.</summary>
    public static bool HasTools(ReadOnlySpan<byte> log)
    {
        while (DeltaLog.TryRead(ref log, out var kind, out _, out _))
        {
            if (kind is DeltaKind.ToolCalls or DeltaKind.ToolUse or DeltaKind.ToolInput)
                return true;
        }
        return false;
    }

    /// <summary>The next entry of the answer that is kept.</summary>
    public static bool TryRead(
        string api, ref ReadOnlySpan<byte> log, out DeltaKind kind, out int index, out ReadOnlySpan<byte> payload)
    {
        // An index is a choice in these APIs, of which the first is kept; in the others it is a part of the one answer.
        bool choices = api is GenerationApis.Chat or GenerationApis.Completions;
        while (DeltaLog.TryRead(ref log, out kind, out index, out payload))
        {
            if (!choices || index == 0)
                return true;
        }
        return false;
    }

    private static string? Text(ArrayBufferWriter<byte>? utf8) => utf8 is null ? null : Encoding.UTF8.GetString(utf8.WrittenSpan);
}
