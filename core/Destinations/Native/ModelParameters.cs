using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations.Native;

/// <summary>The parameters in a request: numbers and switches, none of which is text of the caller's.</summary>
internal static class ModelParameters
{
    private static readonly string[] Names =
    [
        "temperature", "top_p", "top_k", "min_p", "top_a", "max_tokens", "max_completion_tokens", "max_output_tokens",
        "frequency_penalty", "presence_penalty", "repetition_penalty", "seed", "n", "logprobs", "top_logprobs", "stream",
        "parallel_tool_calls",
    ];

    public static void Write(JsonBuffer target, ReadOnlySpan<byte> request)
    {
        var document = TolerantJson.Parse(request);
        var fields = new JsonFields(target);
        foreach (string name in Names)
        {
            if (document.Get(name) is not { } value)
                continue;
            if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                fields.Field(name).Append(value.GetBoolean());
            else if (value.ValueKind is JsonValueKind.Number)
                fields.Number(name, value.GetDouble());
        }
        fields.End();
    }
}
