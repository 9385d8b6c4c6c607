namespace K8sRouter.Sidecar.Sinks;

/// <summary>What became of a delivery.</summary>
/// <param name="Code">Why it has to be tried again, of a closed set; null: everything is delivered, or dropped and
/// counted.</param>
/// <param name="RetryAfter">How long the other side asks to wait.</param>
internal readonly record struct FlushResult(string? Code, TimeSpan? RetryAfter = null)
{
    public static FlushResult Done => default;

    public bool IsDone => Code is null;
}
