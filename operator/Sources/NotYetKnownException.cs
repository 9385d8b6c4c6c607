namespace K8sRouter.Operator.Sources;

/// <summary>
/// What a namespace's resources depend on isn't known yet: our rights there were only just given, or are missing.
/// </summary>
/// <param name="problem">Why it can't be known; null: it will be in a moment.</param>
internal sealed class NotYetKnownException(string? problem) : Exception(problem ?? "Not known yet.")
{
    /// <summary>Whether something keeps it from being known.</summary>
    public bool IsHindered => problem is not null;
}
