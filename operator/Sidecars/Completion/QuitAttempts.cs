namespace K8sRouter.Operator.Sidecars.Completion;

/// <summary>What came of the attempts to end one pod's sidecar. For one worker at a time.</summary>
internal sealed class QuitAttempts(string uid)
{
    /// <summary>Which pod: one made anew under the name is another.</summary>
    public string Uid { get; } = uid;

    /// <summary>How often it was tried.</summary>
    public int Count { get; set; }

    /// <summary>Whether it was told once.</summary>
    public bool Accepted { get; set; }

    /// <summary>Timestamp since which every attempt failed; null: the last didn't.</summary>
    public long? FailingSince { get; set; }

    /// <summary>Whether the log says that it fails.</summary>
    public bool IsLogged { get; set; }

    /// <summary>Whether an event says so.</summary>
    public bool IsTold { get; set; }
}
