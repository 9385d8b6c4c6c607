namespace K8sRouter.Sidecar.Ingress;

/// <summary>The top-level request fields that the router itself reads, replaces or removes; all others pass untouched.</summary>
internal enum RequestField
{
    /// <summary>A field the router doesn't own.</summary>
    Other = 0,

    Model,
    Models,
    Stream,
    StreamOptions,
    Provider,
    Route,
    User,
    SafetyIdentifier,
    SessionId,
    Trace,
    Metadata,
    Usage,
    Transforms,
    Plugins,
    Preset,
    Debug,
    Fallbacks,
    Store,
    PreviousResponseId,
    Conversation,
    Background,
    PromptCacheRetention,
    Container,
    Messages,
    Prompt,
    Input,
    Tools,
    ResponseFormat,

    /// <summary>One of these names in other letters: some providers read <c>Store</c> as <c>store</c>.</summary>
    Miscased,
}
