namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>One thing that was found about a place.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Subject">What it is about, in a word or two.</param>
/// <param name="What">What is.</param>
/// <param name="Do">What to do; null: nothing.</param>
internal sealed record BucketFinding(FindingLevel Level, string Subject, string What, string? Do = null);
