using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>Messages in the form of <see cref="GenAiConventions"/>: a role and parts.</summary>
internal static class GenAiMessages
{
    /// <summary>Writes <c>gen_ai.input.messages</c> in the place of what <paramref name="target"/> holds.</summary>
    public static void WriteInput(JsonBuffer target, ContentJson content)
    {
        target.Reset();
        target.Append((byte)'[');
        bool first = true;
        foreach (var message in TraceMessages.Input(content))
        {
            if (!first)
                target.Append((byte)',');
            first = false;
            Write(target, message, finishReason: null);
        }
        target.Append((byte)']');
    }

    /// <summary>Writes <c>gen_ai.output.messages</c> in the place of what <paramref name="target"/> holds.</summary>
    public static void WriteOutput(JsonBuffer target, ContentJson content, string? finishReason)
    {
        target.Reset();
        target.Append((byte)'[');
        Write(target, TraceMessages.Output(content), finishReason ?? "error");
        target.Append((byte)']');
    }

    private static void Write(JsonBuffer target, TraceMessage message, string? finishReason)
    {
        var fields = new JsonFields(target);
        fields.Text("role", message.Role);
        fields.Field("parts").Append((byte)'[');
        for (int i = 0; i < message.Parts.Count; i++)
        {
            if (i > 0)
                target.Append((byte)',');
            Write(target, message.Parts[i]);
        }
        target.Append((byte)']');
        if (finishReason is not null)
            fields.Text("finish_reason", finishReason);
        fields.End();
    }

    private static void Write(JsonBuffer target, TraceMessagePart part)
    {
        var fields = new JsonFields(target);
        if (part.IsAnswer)
        {
            fields.Text("type", "tool_call_response");
            fields.Text("id", part.Id);
            fields.Text("response", part.Text);
        }
        else if (part.Name is { } name)
        {
            fields.Text("type", "tool_call");
            fields.Text("id", part.Id);
            fields.Text("name", name);
            fields.Text("arguments", part.Text);
        }
        else
        {
            fields.Text("type", "text");
            fields.Text("content", part.Text);
        }
        fields.End();
    }
}
