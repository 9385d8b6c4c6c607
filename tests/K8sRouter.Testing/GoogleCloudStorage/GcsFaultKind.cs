namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>How the double misbehaves.</summary>
public enum GcsFaultKind
{
    /// <summary>Answers an error before anything is done.</summary>
    Status,

    /// <summary>Does what is asked and then answers an error.</summary>
    StatusAfter,

    /// <summary>Breaks the connection before anything is done.</summary>
    Reset,

    /// <summary>Does what is asked and breaks the connection instead of answering.</summary>
    ResetAfter,

    /// <summary>Keeps a part of a resumable chunk and breaks the connection.</summary>
    ResetWithin,

    /// <summary>Reads the request and never answers.</summary>
    Hang,

    /// <summary>Answers late.</summary>
    Slow,

    /// <summary>Sends half of the answer's body and then nothing.</summary>
    StallBody,

    /// <summary>Sends half of the answer's body and breaks the connection.</summary>
    CutBody,

    /// <summary>Sends a body with a wrong byte in it.</summary>
    CorruptBody,

    /// <summary>Answers 200 with something else than what was wanted, as some proxies do.</summary>
    Page,
}
