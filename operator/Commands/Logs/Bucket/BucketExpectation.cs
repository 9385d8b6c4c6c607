namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>What the policy, or the command line, says of a bucket.</summary>
internal sealed record BucketExpectation
{
    /// <summary>The bucket's name.</summary>
    public required string Bucket { get; init; }

    /// <summary>Prefix of every name.</summary>
    public required string Prefix { get; init; }

    /// <summary>Declared region: <c>europe</c>, <c>us</c> or <c>global</c>; null: none is declared.</summary>
    public string? Region { get; init; }

    /// <summary>Whether records are kept in it.</summary>
    public required bool HoldsRecords { get; init; }

    /// <summary>Whether content is kept in it.</summary>
    public required bool HoldsContent { get; init; }

    /// <summary>Days that content is kept; null: nothing is promised.</summary>
    public int? RetentionDays { get; init; }

    /// <summary>The customer-managed key that objects are written with; null: the bucket's own.</summary>
    public string? KmsKeyName { get; init; }

    /// <summary>What the names of content begin with.</summary>
    public string ContentPrefix => Under("content/");

    /// <summary>What the names of records begin with.</summary>
    public string RecordsPrefix => Under("records/");

    private string Under(string kind) => Prefix.Length == 0 ? kind : $"{Prefix}/{kind}";
}
