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

    /// <summary>JSON object that opens an Anthropic <c>tool_use</c> block. Index: the content block.</summary>
    ToolUse = 5,

    /// <summary>Part of the JSON text of an Anthropic tool's input, unescaped UTF-8. Index: the content block.</summary>
    ToolInput = 6,
}
