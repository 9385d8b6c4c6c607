namespace K8sRouter.Core.Generations;

/// <summary>Puts the answer of a stream together from its <see cref="DeltaLog"/>.</summary>
internal static class DeltaAnswer
{
    public static Answer Read(string api, ReadOnlySpan<byte> log)
    {
        var answer = new AnswerBuilder();
        ToolCallMerger? tools = null;
        while (TryRead(api, ref log, out var kind, out int index, out var payload))
        {
            switch (kind)
            {
                case DeltaKind.Text:
                    answer.AddText(payload);
                    break;
                case DeltaKind.Reasoning:
                    answer.AddReasoning(payload);
                    break;
                case DeltaKind.Refusal:
                    answer.AddRefusal(payload);
                    break;
                case DeltaKind.Parts:
                    answer.AddParts(TolerantJson.Parse(payload));
                    break;
                case DeltaKind.ToolCalls:
                    (tools ??= new()).AddDeltas(payload);
                    break;
                case DeltaKind.FunctionCall:
                    (tools ??= new()).AddFunctionCall(payload);
                    break;
                case DeltaKind.Block:
                    (tools ??= new()).OpenBlock(index, payload);
                    break;
                case DeltaKind.BlockInput:
                    (tools ??= new()).AddInput(index, payload);
                    break;
            }
        }
        tools?.AddTo(answer);
        return answer.ToAnswer();
    }

    /// <summary>Whether there is nothing but texts, be it in a choice that isn't kept.</summary>
    public static bool IsTextAlone(ReadOnlySpan<byte> log)
    {
        while (DeltaLog.TryRead(ref log, out var kind, out _, out _))
        {
            if (kind is not (DeltaKind.Text or DeltaKind.Reasoning or DeltaKind.Refusal))
                return false;
        }
        return true;
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
}
