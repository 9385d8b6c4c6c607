namespace K8sRouter.Core.Generations;

/// <summary>What one entry of a <see cref="DeltaLog"/> adds.</summary>
public enum DeltaKind : byte
{
    /// <summary>Text of the answer, unescaped UTF-8. Index: the choice or content block.</summary>
    Text = 1,

    /// <summary>Reasoning or thinking, unescaped UTF-8. Index: the choice or content block.</summary>
    Reasoning = 2,

    /// <summary>A refusal, unescaped UTF-8. Index: the choice.</summary>
    Refusal = 3,

    /// <summary>JSON array of OpenAI <c>delta.tool_calls</c>. Index: the choice.</summary>
    ToolCalls = 4,

    /// <summary>JSON object that opens a content block other than text and thinking. Index: the content block.</summary>
    Block = 5,

    /// <summary>Part of the JSON text of a block's input, unescaped UTF-8. Index: the content block.</summary>
    BlockInput = 6,

    /// <summary>JSON of a part or output item of the answer that came whole, or an array of them. Index: the choice.</summary>
    Parts = 7,

    /// <summary>JSON object of the legacy <c>delta.function_call</c>. Index: the choice.</summary>
    FunctionCall = 8,
}
