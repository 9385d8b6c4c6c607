namespace K8sRouter.Crds.ObservabilityDestinations;

/// <summary>Whether traces hold prompts and completions.</summary>
public enum ContentMode
{
    /// <summary>They do.</summary>
    Full,

    /// <summary>Instead of text they hold the generation's id and the object in which the content is kept.</summary>
    Reference,

    /// <summary>They don't.</summary>
    None,
}
