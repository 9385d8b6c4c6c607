namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>What was found about one place.</summary>
/// <param name="Place">The bucket with its prefix, or the folder.</param>
/// <param name="Holds">What is kept in it.</param>
/// <param name="Findings">What was found.</param>
/// <param name="Applied">What <c>--apply</c> did; null: it wasn't asked for.</param>
internal sealed record PlaceReport(string Place, string Holds, IReadOnlyList<BucketFinding> Findings, string? Applied);
