namespace K8sRouter.Crds.Validation;

/// <summary>Kinds of problem, named as the Kubernetes API names them where it does.</summary>
public enum ProblemReason
{
    /// <summary>The file isn't YAML, or not a resource.</summary>
    Malformed,

    /// <summary>The value has the wrong type.</summary>
    TypeInvalid,

    /// <summary>The value is wrong.</summary>
    Invalid,

    /// <summary>A value is missing.</summary>
    Required,

    /// <summary>The value isn't one of those that there are.</summary>
    NotSupported,

    /// <summary>The value stands twice.</summary>
    Duplicate,

    /// <summary>A list or map has too many entries.</summary>
    TooMany,

    /// <summary>A text is too long.</summary>
    TooLong,

    /// <summary>The field may not be set here.</summary>
    Forbidden,

    /// <summary>There is no field of this name.</summary>
    UnknownField,

    /// <summary>A document of a kind that isn't ours was left aside.</summary>
    Ignored,
}
