namespace K8sRouter.Operator.Sidecars.Completion;

/// <summary>What came of telling a sidecar to end.</summary>
internal enum QuitOutcome
{
    /// <summary>It ends, as after SIGTERM.</summary>
    Accepted,

    /// <summary>The namespace's credentials hold no token to tell it with.</summary>
    NoToken,

    /// <summary>It answers, and doesn't take the token.</summary>
    Refused,

    /// <summary>It answers otherwise than a sidecar that can be told would.</summary>
    NotUnderstood,

    /// <summary>It doesn't answer.</summary>
    Unreached,
}
