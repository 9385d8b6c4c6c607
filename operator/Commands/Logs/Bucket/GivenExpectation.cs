namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>What the command line says a bucket should be, where no policy does.</summary>
internal sealed record GivenExpectation
{
    public string? Region { get; init; }

    public int? RetentionDays { get; init; }

    public string? KmsKeyName { get; init; }
}
