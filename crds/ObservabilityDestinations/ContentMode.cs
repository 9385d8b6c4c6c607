namespace K8sRouter.Crds.ObservabilityDestinations;

/// <summary>Whether traces hold prompts and completions.</summary>
public enum ContentMode
{
    /// <summary>They do.</summary>
    Full,

    /// <summary>
    /// Instead of text they hold the generation's id and what the name of the object that will hold the content begins with.
    /// </summary>
    Reference,

    /// <summary>They don't.</summary>
    None,
}
