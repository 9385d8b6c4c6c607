using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// The one table of request fields that make a provider keep data, and what the router does about each. Source: the providers'
/// public API references; OpenRouter's Responses API is stateless in the same way.
/// </summary>
internal static class RetainingFields
{
    private static readonly Rule[] Rules =
    [
        new(RequestField.PreviousResponseId, "previous_response_id", [GenerationApis.Responses], RetentionEffect.Refuse),
        new(RequestField.Conversation, "conversation", [GenerationApis.Responses], RetentionEffect.Refuse),
        new(RequestField.Background, "background", [GenerationApis.Responses], RetentionEffect.RefuseTrue),
        new(RequestField.Store, "store", [GenerationApis.Responses, GenerationApis.Chat], RetentionEffect.SendFalse),
        new(RequestField.PromptCacheRetention, "prompt_cache_retention", [GenerationApis.Responses, GenerationApis.Chat],
            RetentionEffect.RefuseUnderZeroRetention),
        new(RequestField.Container, "container", [GenerationApis.Messages], RetentionEffect.RefuseUnderZeroRetention),
    ];

    /// <summary>
    /// The name of the first field that the request may not carry, with the reason; null: none. <c>store</c> is never refused:
    /// <c>false</c> is sent in its place.
    /// </summary>
    public static (string Field, string Reason)? FindRefused(ScannedRequest request, string api, bool zeroRetention)
    {
        foreach (var rule in Rules)
        {
            if (!rule.Apis.Contains(api) || request.Value(rule.Field).IsEmpty)
                continue;
            switch (rule.Effect)
            {
                case RetentionEffect.Refuse:
                    return (rule.Name, "the router is stateless: it would make the provider keep the conversation");
                case RetentionEffect.RefuseTrue when request.IsTrue(rule.Field):
                    return (rule.Name, "it would make the provider keep the answer until it is fetched");
                case RetentionEffect.RefuseUnderZeroRetention when zeroRetention:
                    return (rule.Name, "zero data retention is in force and it would make the provider keep data");
            }
        }
        return null;
    }

    /// <summary>
    /// Whether <c>"store":false</c> has to be sent: always on Responses (it defaults to true), on chat if it was set.
    /// </summary>
    public static bool MustSendStoreFalse(ScannedRequest request, string api) => api switch
    {
        GenerationApis.Responses => true,
        GenerationApis.Chat => request.Has(RequestField.Store),
        _ => false,
    };

    private enum RetentionEffect
    {
        /// <summary>Refused with 400 whatever its value, unless null.</summary>
        Refuse,

        /// <summary>Refused with 400 if true.</summary>
        RefuseTrue,

        /// <summary>Replaced by false.</summary>
        SendFalse,

        /// <summary>Refused with 400 where zero data retention is in force.</summary>
        RefuseUnderZeroRetention,
    }

    private sealed record Rule(RequestField Field, string Name, string[] Apis, RetentionEffect Effect);
}
