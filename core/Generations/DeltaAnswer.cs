using System.Buffers;
using System.Text;

namespace K8sRouter.Core.Generations;

/// <summary>Puts the answer of a stream together from its <see cref="DeltaLog"/>.</summary>
internal static class DeltaAnswer
{
    public static Answer Read(string api, ReadOnlySpan<byte> log)
    {
        // An index is a choice in these APIs, of which the first is kept; in the others it is a part of the one answer.
        bool choices = api is GenerationApis.Chat or GenerationApis.Completions;
        ArrayBufferWriter<byte>? text = null, reasoning = null, refusal = null;
        ToolCallMerger? tools = null;
        while (DeltaLog.TryRead(ref log, out var kind, out int index, out var payload))
        {
            if (choices && index != 0)
                continue;
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

    private static string? Text(ArrayBufferWriter<byte>? utf8) => utf8 is null ? null : Encoding.UTF8.GetString(utf8.WrittenSpan);
}
