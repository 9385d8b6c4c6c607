using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>
/// Makes the content that people and traces read out of what was captured on the wire. Never throws: of a cut or malformed
/// copy what can be had is had (<see cref="GenerationRecord.ContentTruncated"/> tells of a cut).
/// </summary>
public static class ContentAssembler
{
    /// <summary>Assembles one generation's content. Of several choices the first is taken.</summary>
    public static GenerationContent Assemble(GenerationRecord record, CapturedContent content)
    {
        var answer = Answer(record, content);
        return new()
        {
            Input = Input(record, content),
            Completion = answer.Completion,
            Reasoning = answer.Reasoning,
            ToolCalls = answer.ToolCalls,
            Items = answer.Items,
            Error = ErrorAssembler.Assemble(record, content.Errors.Span),
        };
    }

    internal static JsonObject Input(GenerationRecord record, CapturedContent content) =>
        InputAssembler.Assemble(record.Api, TolerantJson.Parse(content.Request.Span));

    internal static Answer Answer(GenerationRecord record, CapturedContent content) => content.ResponseFormat switch
    {
        CapturedResponseFormat.Json => WholeAnswer.Read(record.Api, TolerantJson.Parse(content.Response.Span)),
        CapturedResponseFormat.Deltas => DeltaAnswer.Read(record.Api, content.Response.Span),
        _ => default,
    };
}
