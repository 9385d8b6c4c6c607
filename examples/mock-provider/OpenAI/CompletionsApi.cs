using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Answers;
using K8sRouter.MockProvider.Faults;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary><c>POST /v1/completions</c>, the older form with a prompt in the place of messages.</summary>
internal sealed class CompletionsApi : IProviderApi
{
    public string Path => "/v1/completions";

    public IErrorFormat Errors => OpenAIErrors.Instance;

    public void Validate(RequestBody body)
    {
        OpenAIChecks.OnlyKnown(body, KnownFields.Completions);
        body.RequireText("model");
        if (body.Require("prompt") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Array) } prompt)
            throw RequestBody.WrongType("prompt", "a string or an array", prompt);
        OpenAIChecks.Sampling(body);
        OpenAIChecks.Stream(body);
    }

    public async Task AnswerAsync(ApiCall call)
    {
        var prompt = call.Body.GetProperty("prompt");
        var text = prompt.ValueKind == JsonValueKind.String ? prompt.GetString()! : string.Join(
            '\n', prompt.EnumerateArray().Select(part => part.ToString()));
        var answer = Answerer.To(
            new Question
            {
                Model = call.Model,
                Text = text,
                PromptTokens = Answerer.CountTokens(text),
                MaxTokens = ChatQuestion.Find(call.Body, "max_tokens")?.GetInt32(),
            },
            call.Options.Name);

        var usage = call.Has(FaultCatalog.NoUsage) ? null : OpenAIUsage.Chat(answer.Tokens);
        if (call.Streamed)
            await StreamAsync(call, answer);
        else
            await call.WriteAsync(Body(call, answer.Text, ChatApi.FinishReason(answer), usage));
    }

    private static async Task StreamAsync(ApiCall call, Answer answer)
    {
        var sse = new SseWriter(call)
        {
            WriteErrorAsync = writer => writer.WriteAsync(call.Api.Errors.Body(ProviderFailure.OfStatus(500), call.RequestId)),
        };
        await sse.BeginAsync();
        foreach (var piece in answer.Pieces)
        {
            if (!await sse.WriteDeltaAsync(Body(call, piece, null, null)))
                return;
        }

        if (!await sse.MayCloseAsync())
            return;
        await sse.WriteAsync(Body(call, "", ChatApi.FinishReason(answer), null));
        if (OpenAIChecks.IncludesUsage(call.Body) && !call.Has(FaultCatalog.NoUsage))
        {
            var usage = Body(call, "", null, OpenAIUsage.Chat(answer.Tokens));
            usage["choices"] = new JsonArray();
            await sse.WriteAsync(usage);
        }
        await sse.WriteTextAsync("[DONE]");
    }

    private static JsonObject Body(ApiCall call, string text, string? finishReason, JsonObject? usage)
    {
        var body = new JsonObject
        {
            ["id"] = $"cmpl-{call.Id}",
            ["object"] = "text_completion",
            ["created"] = call.Created,
            ["model"] = call.Model,
            ["choices"] = new JsonArray(
                new JsonObject { ["text"] = text, ["index"] = 0, ["logprobs"] = null, ["finish_reason"] = finishReason }),
        };
        if (usage is not null)
            body["usage"] = usage;
        return body;
    }
}
