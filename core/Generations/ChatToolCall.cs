using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>A call of one of the caller's tools in the form of chat, whatever the wire's was.</summary>
internal static class ChatToolCall
{
    /// <summary>A call with arguments: JSON as text.</summary>
    public static JsonObject Function(string? id, string? name, string? arguments) => new()
    {
        ["id"] = id,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments ?? "{}" },
    };

    /// <summary>A call with text of the tool's own grammar.</summary>
    public static JsonObject Custom(string? id, string? name, string? input) => new()
    {
        ["id"] = id,
        ["type"] = "custom",
        ["custom"] = new JsonObject { ["name"] = name, ["input"] = input ?? "" },
    };
}
