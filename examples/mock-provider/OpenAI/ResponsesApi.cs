using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Answers;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary><c>POST /v1/responses</c>.</summary>
internal sealed class ResponsesApi : IProviderApi
{
    public string Path => "/v1/responses";

    public IErrorFormat Errors => OpenAIErrors.Instance;

    public void Validate(RequestBody body)
    {
        foreach (var name in body.Unknown(KnownFields.Responses))
            throw ProviderFailure.Invalid($"Unknown parameter: '{name}'.", name, "unknown_parameter");
        body.RequireText("model");
        if (body.Require("input") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Array) } input)
            throw RequestBody.WrongType("input", "a string or an array", input);
        body.Number("temperature", 0, 2);
        body.Number("top_p", 0, 1);
        body.Integer("max_output_tokens", 16);
        body.Boolean("stream");
        body.Boolean("store");
        body.Boolean("background");
        body.Text("instructions");
        body.Text("user");
        body.Text("safety_identifier");
        body.Object("reasoning");
        body.Object("text");
        body.Array("tools");
        OpenAIChecks.Metadata(body);
        if (body.Find("previous_response_id") is { } previous)
            throw ProviderFailure.Invalid(
                $"Previous response with id '{previous}' not found.", "previous_response_id", "previous_response_not_found");
    }

    public Task AnswerAsync(ApiCall call)
    {
        var answer = Answerer.To(ResponsesQuestion.Read(call.Body), call.Options.Name);
        return call.Streamed ? new ResponsesStream(call, answer).WriteAsync() : call.WriteAsync(
            ResponsesBody.Finished(call, answer));
    }
}
