namespace K8sRouter.Sidecar.Forwarding;

/// <summary>What follows from one attempt.</summary>
internal enum AttemptOutcome
{
    /// <summary>The answer went to the caller.</summary>
    Served,

    /// <summary>Another endpoint of the same model may serve.</summary>
    TryNextEndpoint,

    /// <summary>The request doesn't suit this model: only the next entry of <c>models</c> may serve.</summary>
    TryNextModel,

    /// <summary>The answer began and broke; the caller has been told inside it.</summary>
    BrokeAfterStart,

    /// <summary>The caller went away.</summary>
    Cancelled,
}
