using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// The one table of request fields that make a provider keep data, and what the router does about each, on every API: what an
/// API documents says little about what a provider reads. Source: the providers' public API references; OpenRouter's Responses
/// API is stateless in the same way.
/// </summary>
internal static class RetainingFields
{
    private static readonly Rule[] Rules =
    [
        new(RequestField.PreviousResponseId, "previous_response_id", RetentionEffect.Refuse),
        new(RequestField.Conversation, "conversation", RetentionEffect.Refuse),
        new(RequestField.Background, "background", RetentionEffect.RefuseUnlessFalse),
        new(RequestField.Store, "store", RetentionEffect.SendFalse),
        new(RequestField.PromptCacheRetention, "prompt_cache_retention", RetentionEffect.RefuseUnderZeroRetention),
        new(RequestField.Container, "container", RetentionEffect.RefuseUnderZeroRetention),
    ];

    /// <summary>
    /// The name of the first field that the request may not carry, with the reason; null: none. <c>store</c> is never refused:
    /// <c>false</c> is sent in its place, or nothing where the API has no such field.
    /// </summary>
    public static (string Field, string Reason)? FindRefused(ScannedRequest request, bool zeroRetention)
    {
        foreach (var rule in Rules)
        {
            if (request.Value(rule.Field).IsEmpty)
                continue;
            switch (rule.Effect)
            {
                case RetentionEffect.Refuse:
                    return (rule.Name, "the router is stateless: it would make the provider keep the conversation");
                case RetentionEffect.RefuseUnlessFalse when !request.IsFalse(rule.Field):
                    return (rule.Name, "it would make the provider keep the answer until it is fetched");
                case RetentionEffect.RefuseUnderZeroRetention when zeroRetention:
                    return (rule.Name, "zero data retention is in force and it would make the provider keep data");
            }
        }
        return null;
    }

    /// <summary>
    /// Whether <c>"store":false</c> has to be sent: always on Responses (it defaults to true), on chat if it was set. Strict
    /// providers of the other APIs refuse the field itself.
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

        /// <summary>Refused with 400 unless false or null: a lenient provider takes <c>"true"</c> and 1 for true.</summary>
        RefuseUnlessFalse,

        /// <summary>Never sent as it is: see <see cref="MustSendStoreFalse"/>.</summary>
        SendFalse,

        /// <summary>Refused with 400 where zero data retention is in force.</summary>
        RefuseUnderZeroRetention,
    }

    private sealed record Rule(RequestField Field, string Name, RetentionEffect Effect);
}
