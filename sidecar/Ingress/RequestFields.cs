using System.Text;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>Finds what a top-level key means, by its unescaped UTF-8 name.</summary>
internal static class RequestFields
{
    /// <summary>
    /// Parameters that an endpoint may or may not support, in the API's order; the position is the bit in
    /// <see cref="ScannedRequest.Parameters"/>.
    /// </summary>
    public static readonly string[] Parameters =
    [
        "temperature", "top_p", "top_k", "min_p", "top_a", "frequency_penalty", "presence_penalty", "repetition_penalty",
        "max_tokens", "max_completion_tokens", "logit_bias", "logprobs", "top_logprobs", "prediction", "seed",
        "response_format", "structured_outputs", "stop", "tools", "tool_choice", "parallel_tool_calls", "include_reasoning",
        "reasoning", "reasoning_effort", "web_search_options", "verbosity",
    ];

    private static readonly (string Name, RequestField Field)[] Fields =
    [
        ("model", RequestField.Model),
        ("models", RequestField.Models),
        ("stream", RequestField.Stream),
        ("stream_options", RequestField.StreamOptions),
        ("provider", RequestField.Provider),
        ("route", RequestField.Route),
        ("user", RequestField.User),
        ("safety_identifier", RequestField.SafetyIdentifier),
        ("session_id", RequestField.SessionId),
        ("trace", RequestField.Trace),
        ("metadata", RequestField.Metadata),
        ("usage", RequestField.Usage),
        ("transforms", RequestField.Transforms),
        ("plugins", RequestField.Plugins),
        ("preset", RequestField.Preset),
        ("debug", RequestField.Debug),
        ("fallbacks", RequestField.Fallbacks),
        ("store", RequestField.Store),
        ("previous_response_id", RequestField.PreviousResponseId),
        ("conversation", RequestField.Conversation),
        ("background", RequestField.Background),
        ("prompt_cache_retention", RequestField.PromptCacheRetention),
        ("container", RequestField.Container),
        ("messages", RequestField.Messages),
        ("prompt", RequestField.Prompt),
        ("input", RequestField.Input),
        ("tools", RequestField.Tools),
        ("response_format", RequestField.ResponseFormat),
    ];

    /// <summary>Known names by length: a look-up compares the two or three names of the same length.</summary>
    private static readonly Known[][] ByLength = Build();

    /// <summary>What <paramref name="name"/> means; <see cref="RequestField.Other"/> and -1 where nothing.</summary>
    public static (RequestField Field, int Parameter) Find(ReadOnlySpan<byte> name)
    {
        if (name.Length >= ByLength.Length)
            return (RequestField.Other, -1);
        foreach (var known in ByLength[name.Length])
        {
            if (name.SequenceEqual(known.Name))
                return (known.Field, known.Parameter);
        }
        foreach (var known in ByLength[name.Length])
        {
            if (known.Field != RequestField.Other && Ascii.EqualsIgnoreCase(name, known.Name))
                return (RequestField.Miscased, -1);
        }
        return (RequestField.Other, -1);
    }

    private static Known[][] Build()
    {
        var names = Fields.Select(f => f.Name).Union(Parameters).ToArray();
        var byLength = new Known[names.Max(n => n.Length) + 1][];
        for (int length = 0; length < byLength.Length; length++)
        {
            byLength[length] = [.. names.Where(n => n.Length == length).Select(n => new Known(
                Encoding.UTF8.GetBytes(n),
                Fields.FirstOrDefault(f => f.Name == n).Field,
                Array.IndexOf(Parameters, n)))];
        }
        return byLength;
    }

    private readonly record struct Known(byte[] Name, RequestField Field, int Parameter);
}
